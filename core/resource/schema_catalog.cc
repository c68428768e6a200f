#include "core/resource/schema_catalog.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "absl/status/statusor.h"
#include "core/base/status_macros.h"
#include "core/resource/builtin_kinds.h"
#include "core/resource/object_name.h"

namespace meshgate::resource {
namespace {

struct GroupVersion {
  std::string_view group;
  std::string_view version;
};

GroupVersion SplitApiVersion(std::string_view api_version) {
  const size_t slash = api_version.rfind('/');
  if (slash == api_version.npos) return {"", api_version};
  return {api_version.substr(0, slash), api_version.substr(slash + 1)};
}

Position PositionOf(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  return value ? value->position : map.position;
}

bool RequireText(const Value& document, std::string_view key, std::vector<FieldError>& errors) {
  if (!document.FindText(key).empty()) return true;
  errors.push_back({std::string(key), "Required value", PositionOf(document, key)});
  return false;
}

// Renames a served version to the storage version.
void AdmitVersion(const KindInfo& info, Value& document, std::vector<FieldError>& errors) {
  Value& api_version = *document.Find("apiVersion");
  const std::string_view version = SplitApiVersion(api_version.text).version;
  std::string served;
  for (const VersionInfo& known : info.versions) {
    if (!known.served) continue;
    if (known.name == version) {
      api_version.text = info.ApiVersion(info.storage_version);
      return;
    }
    served += (served.empty() ? "\"" : ", \"") + info.ApiVersion(known.name) + '"';
  }
  errors.push_back({"apiVersion",
                    "Unsupported value: \"" + api_version.text + "\": supported values: " + served,
                    api_version.position});
}

void CheckName(const Value& metadata, std::string_view key, NameRule rule,
               std::vector<FieldError>& errors) {
  const std::string_view name = metadata.FindText(key);
  const std::string problem = ExplainInvalidName(name, rule);
  if (problem.empty()) return;
  errors.push_back({"metadata." + std::string(key),
                    "Invalid value: \"" + std::string(name) + "\": " + problem,
                    PositionOf(metadata, key)});
}

// A namespace of a wrong type is left to the schema.
void AdmitNamespace(const KindInfo& info, Value& metadata, std::vector<FieldError>& errors) {
  const Value* ns = metadata.Find("namespace");
  const bool given = ns && ns->type != NodeType::kNull && *ns != Value::String("");
  if (!info.namespaced) {
    if (!given) return;
    errors.push_back({"metadata.namespace", "Forbidden: not allowed on this type",
                      PositionOf(metadata, "namespace")});
  } else if (!given) {
    metadata.Set("namespace", Value::String("default"));
  } else if (ns->type == NodeType::kString) {
    CheckName(metadata, "namespace", NameRule::kDnsLabel, errors);
  }
}

void AdmitMetadata(const KindInfo& info, Value& document, std::vector<FieldError>& errors) {
  Value* metadata = document.Find("metadata");
  if (!metadata || metadata->FindText("name").empty()) {
    const Value& around = metadata ? *metadata : document;
    errors.push_back({"metadata.name", "Required value: name or generateName is required",
                      PositionOf(around, "name")});
    return;
  }
  CheckName(*metadata, "name", info.name_rule, errors);
  AdmitNamespace(info, *metadata, errors);
}

void AdmitSchema(const KindInfo& info, Value& document, std::vector<FieldError>& errors) {
  std::optional<Value> status = document.Take("status");
  std::vector<FieldError> found = info.schema.Admit(document);
  std::move(found.begin(), found.end(), std::back_inserter(errors));
  if (status) document.Set("status", *std::move(status));
}

}  // namespace

SchemaCatalog::SchemaCatalog() {
  for (KindInfo& info : BuiltinKinds()) Add(std::move(info));
}

void SchemaCatalog::Add(KindInfo info) {
  const Kind kind = info.kind;
  kinds_.emplace(std::pair<std::string_view, std::string_view>(kind.group(), kind.kind()),
                 std::move(info));
}

absl::Status SchemaCatalog::AddCrd(const Value& crd) {
  MG_ASSIGN_OR_RETURN(KindInfo info, ParseCrd(crd));
  if (Find(info.kind) != nullptr) {
    return absl::AlreadyExistsError("kind " + ToString(info.kind) +
                                    " is defined twice; remove one CustomResourceDefinition");
  }
  Add(std::move(info));
  return absl::OkStatus();
}

const KindInfo* SchemaCatalog::Find(std::string_view group, std::string_view kind) const {
  const auto found = kinds_.find({group, kind});
  return found == kinds_.end() ? nullptr : &found->second;
}

std::vector<const KindInfo*> SchemaCatalog::kinds() const {
  std::vector<const KindInfo*> kinds;
  for (const auto& [name, info] : kinds_) kinds.push_back(&info);
  return kinds;
}

SchemaCatalog::Admitted SchemaCatalog::Admit(Value document) const {
  Admitted admitted;
  const bool has_version = RequireText(document, "apiVersion", admitted.errors);
  if (!RequireText(document, "kind", admitted.errors) || !has_version) return admitted;
  const GroupVersion given = SplitApiVersion(document.FindText("apiVersion"));
  const KindInfo* info = Find(given.group, document.FindText("kind"));
  if (!info) {
    admitted.unknown_kind = true;
    return admitted;
  }
  AdmitVersion(*info, document, admitted.errors);
  AdmitMetadata(*info, document, admitted.errors);
  AdmitSchema(*info, document, admitted.errors);
  if (!admitted.errors.empty()) return admitted;
  if (info->complete) info->complete(document);
  absl::StatusOr<ObjectPtr> object = MakeObject(std::move(document), info->kind);
  if (object.ok()) {
    admitted.object = *std::move(object);
  } else {
    admitted.errors.push_back({"metadata", std::string(object.status().message()), {}});
  }
  return admitted;
}

}  // namespace meshgate::resource
