#include "controllers/app/demo_certificates.h"

#include <chrono>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "controllers/pki/authority.h"
#include "core/base/check.h"
#include "core/resource/object.h"
#include "core/resource/value.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using pipeline::FrontendId;
using resource::ObjectId;
using resource::Value;

std::vector<ObjectId> SecretsOf(const FrontendId&, const pipeline::References& references) {
  std::vector<ObjectId> secrets = pipeline::PermittedOf(references);
  std::erase_if(secrets, [](const ObjectId& id) { return id.kind != resource::kSecret; });
  return secrets;
}

auto& AddHostnames(pipeline::Translator& translator) {
  auto& by_secret = translator.tables().listener_references.AddIndex("by_secret", SecretsOf);
  auto& frontends = translator.tables().frontends;
  auto& stage = translator.engine().AddStage<ObjectId, std::vector<std::string>>(
      "demo certificates",
      [&](const ObjectId& secret,
          engine::Reader& reader) -> std::optional<std::vector<std::string>> {
        std::set<std::string> names;
        for (const FrontendId& id : reader.List(by_secret, secret)) {
          const pipeline::Frontend* const frontend = reader.Find(frontends, id);
          if (frontend == nullptr) continue;
          names.insert(frontend->hostname == "*" ? "localhost" : frontend->hostname);
        }
        return std::vector<std::string>(names.begin(), names.end());
      });
  stage.keys_of(by_secret).Export();
  return stage;
}

resource::ObjectPtr MakeSecret(const ObjectId& id, const std::vector<std::string>& hostnames) {
  const auto authority = pki::Authority::Create(std::chrono::system_clock::now());
  const pki::Credentials pair = authority.IssueServer(hostnames);
  Value secret = Value::Map();
  secret.Set("apiVersion", Value::String("v1"));
  secret.Set("kind", Value::String("Secret"));
  Value& metadata = secret.Set("metadata", Value::Map());
  metadata.Set("namespace", Value::String(id.ns));
  metadata.Set("name", Value::String(id.name));
  secret.Set("type", Value::String("kubernetes.io/tls"));
  Value& data = secret.Set("data", Value::Map());
  data.Set("tls.crt", Value::String(absl::Base64Escape(pair.certificate)));
  data.Set("tls.key", Value::String(absl::Base64Escape(pair.key)));
  absl::StatusOr<resource::ObjectPtr> object = resource::MakeObject(std::move(secret), id.kind);
  MG_CHECK(object.ok(), std::string(object.status().message()));
  return *std::move(object);
}

}  // namespace

DemoCertificates::DemoCertificates(pipeline::Translator& translator)
    : translator_(translator), hostnames_(AddHostnames(translator)) {}

void DemoCertificates::Read(const provider::Batch& batch) {
  for (const ObjectId& id : batch.erased) {
    if (id.kind == resource::kSecret) touched_.insert(id);
  }
  for (const resource::ObjectPtr& object : batch.put) {
    made_.erase(object->id());  // it takes the place of what was made
  }
}

bool DemoCertificates::AfterCommit(const std::set<ObjectId>&) {
  hostnames_.ForEachChange([&](const ObjectId& secret, const auto*) { touched_.insert(secret); });
  bool wrote = false;
  for (const ObjectId& secret : std::exchange(touched_, {})) wrote |= Apply(secret);
  return wrote;
}

bool DemoCertificates::Apply(const ObjectId& secret) {
  const pipeline::Inputs& inputs = translator_.inputs();
  const auto* const hostnames = hostnames_.Peek(secret);
  const bool was_made = made_.erase(secret) > 0;
  const bool is_given = !was_made && inputs.at(secret.kind).Peek(secret) != nullptr;
  if (is_given || (hostnames == nullptr && !was_made)) return false;
  if (hostnames == nullptr) {
    inputs.Erase(secret);
  } else {
    inputs.Put(MakeSecret(secret, *hostnames));
    made_.insert(secret);
  }
  return true;
}

}  // namespace meshgate::app
