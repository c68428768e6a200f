#include "tools/fuzz/translation_promises.h"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "controllers/app/plugins.h"
#include "controllers/app/schemas.h"
#include "controllers/sinks/xds/translator_stages.h"
#include "controllers/sinks/xds/dump.h"
#include "controllers/sinks/xds/endpoint_stages.h"
#include "core/loader/described.h"
#include "core/pipeline/ir_dump.h"
#include "core/pipeline/translator.h"
#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "tools/fuzz/fuzz_target.h"

namespace meshgate::fuzz {
namespace {

using resource::ObjectPtr;

template <typename T>
T Loaded(absl::StatusOr<T> loaded) {
  Expect(loaded.ok(), std::string(loaded.status().message()));
  return *std::move(loaded);
}

const loader::Registry& Plugins() {
  static const auto* const registry = new loader::Registry(
      Loaded(app::LoadPlugins(cli::Settings(), app::Runfiles::OfThisBinary())));
  return *registry;
}

// A plugin that comes with the manager has an answer to every admitted object.
void CheckPlugins(const pipeline::Tables& tables) {
  const auto check = [](const std::optional<pipeline::Problem>& problem) {
    Expect(!problem || problem->reason->name != loader::kPluginFailed,
           problem ? problem->message : "");
  };
  tables.described.ForEach([&](const pipeline::ObjectId&, const pipeline::DescribedRoute& route) {
    check(route.refused);
    for (const std::optional<pipeline::Problem>& problem : route.refused_rules) check(problem);
  });
}

class Translation {
 public:
  Translation()
      : translator_(Plugins(), MakeOptions()),
        resources_(xds::AddStages(translator_, Plugins())) {}

  void Put(const ObjectPtr& object) { translator_.inputs().Put(object); }
  void Erase(const ObjectPtr& object) { translator_.inputs().Erase(object->id()); }
  void Commit() { translator_.engine().Commit(); }

  // What proxies are served and what statuses say.
  std::string Text() const {
    CheckPlugins(translator_.tables());
    std::string text;
    pipeline::DumpIr(translator_.tables(), text);
    pipeline::DumpStatuses(translator_.tables(), text);
    xds::DumpXds(resources_, text);
    return text;
  }

 private:
  static pipeline::Options MakeOptions() {
    pipeline::Options options;
    options.assume_acknowledged = true;
    return options;
  }

  pipeline::Translator translator_;
  const xds::Resources resources_;
};

std::string TranslatedAtOnce(const std::vector<ObjectPtr>& objects) {
  Translation translation;
  for (const ObjectPtr& object : objects) translation.Put(object);
  translation.Commit();
  return translation.Text();
}

std::string TranslatedOneByOne(const std::vector<ObjectPtr>& objects) {
  Translation translation;
  for (const ObjectPtr& object : objects) {
    translation.Put(object);
    translation.Commit();
  }
  std::string text = translation.Text();
  for (const ObjectPtr& object : objects) translation.Erase(object);
  translation.Commit();
  Expect(translation.Text().empty(), "nothing is left of objects that are gone");
  return text;
}

std::string EndpointsOf(const std::vector<ObjectPtr>& objects) {
  engine::Engine engine;
  const xds::EndpointTables tables = xds::AddEndpointStages(engine, {});
  for (const ObjectPtr& object : objects) {
    const resource::Kind kind = object->id().kind;
    if (kind == resource::kService) tables.services.Put(object->id(), object);
    if (kind == resource::kEndpointSlice) tables.slices.Put(object->id(), object);
  }
  engine.Commit();
  std::map<pipeline::BackendId, std::string> assignments;
  tables.assignments.ForEach([&](const pipeline::BackendId& id, const base::SharedBytes& bytes) {
    assignments[id] = bytes.view();
  });
  std::string text;
  for (const auto& [id, bytes] : assignments) text += bytes;
  return text;
}

// Of two documents of one identity the first stays.
std::vector<ObjectPtr> Admitted(const resource::Decoded& decoded) {
  std::map<resource::ObjectId, ObjectPtr> objects;
  for (const resource::Document& document : decoded.documents) {
    const resource::SchemaCatalog::Admitted admitted = Schemas().Admit(document.value);
    if (admitted.object) objects.emplace((*admitted.object)->id(), *admitted.object);
    Expect(admitted.object || admitted.unknown_kind || !admitted.errors.empty(),
           "a refusal has a reason");
  }
  std::vector<ObjectPtr> list;
  for (auto& [id, object] : objects) list.push_back(std::move(object));
  return list;
}

std::vector<ObjectPtr> ReversedWithoutStatus(const std::vector<ObjectPtr>& objects) {
  std::vector<ObjectPtr> reversed;
  for (auto object = objects.rbegin(); object != objects.rend(); ++object) {
    reversed.push_back(Loaded(resource::MakeObject((*object)->Thaw(), (*object)->id().kind)));
  }
  return reversed;
}

}  // namespace

const resource::SchemaCatalog& Schemas() {
  static const auto* const schemas =
      new resource::SchemaCatalog(Loaded(app::MakeSchemas(Plugins())));
  return *schemas;
}

std::vector<ObjectPtr> CheckTranslation(std::string_view text) {
  std::vector<ObjectPtr> objects =
      Admitted(text.starts_with('{') ? resource::DecodeJson(text) : resource::DecodeYaml(text));
  if (objects.empty()) return objects;
  const std::string translated = TranslatedAtOnce(objects);
  const std::string endpoints = EndpointsOf(objects);
  const std::vector<ObjectPtr> others = ReversedWithoutStatus(objects);
  Expect(TranslatedOneByOne(others) == translated,
         "neither history nor the status of others is served");
  Expect(EndpointsOf(others) == endpoints, "the order of arrival changes no endpoint");
  return objects;
}

}  // namespace meshgate::fuzz
