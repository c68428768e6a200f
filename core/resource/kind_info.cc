#include "core/resource/kind_info.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "core/base/status_macros.h"
#include "core/resource/schema_text.h"

namespace meshgate::resource {
namespace {

// meta/v1 ObjectMeta, as far as the API server refuses wrong types. Names are checked elsewhere,
// since their rules depend on the kind.
constexpr char kObjectMetaSchema[] = R"(
type: object
properties:
  name: {type: string}
  generateName: {type: string}
  namespace: {type: string}
  uid: {type: string}
  resourceVersion: {type: string}
  generation: {type: integer}
  creationTimestamp: {type: string}
  deletionTimestamp: {type: string}
  deletionGracePeriodSeconds: {type: integer}
  labels: {type: object, additionalProperties: {type: string}}
  annotations: {type: object, additionalProperties: {type: string}}
  finalizers: {type: array, items: {type: string}}
  ownerReferences: {type: array, items: {type: object}}
)";

absl::Status Malformed(const Value& crd, const std::string& problem) {
  const Value* metadata = crd.Find("metadata");
  const std::string name(metadata ? metadata->FindText("name") : std::string_view());
  return absl::InvalidArgumentError("CustomResourceDefinition " + name + ": " + problem);
}

bool IsTrue(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  return value != nullptr && value->type == NodeType::kBool && value->text == "true";
}

absl::StatusOr<Schema> ParseVersionSchema(const Value& crd, const Value& version) {
  const Value* validation = version.Find("schema");
  const Value* root = validation ? validation->Find("openAPIV3Schema") : nullptr;
  const std::string field =
      "schema.openAPIV3Schema of version " + std::string(version.FindText("name"));
  if (root == nullptr) return Malformed(crd, field + " is missing; add it");
  absl::StatusOr<SchemaNode> schema = ParseSchema(*root);
  if (!schema.ok()) return Malformed(crd, field + ": " + std::string(schema.status().message()));
  return MakeRootSchema(*std::move(schema));
}

}  // namespace

std::string KindInfo::ApiVersion(std::string_view version) const {
  std::string text = kind.group();
  if (!text.empty()) text += '/';
  return text.append(version);
}

Schema MakeRootSchema(SchemaNode schema) {
  schema.type = SchemaType::kObject;
  schema.SetProperty("apiVersion", ParseSchemaText("{type: string}"));
  schema.SetProperty("kind", ParseSchemaText("{type: string}"));
  schema.SetProperty("metadata", ParseSchemaText(kObjectMetaSchema));
  return Schema(std::move(schema));
}

absl::StatusOr<KindInfo> ParseCrd(const Value& crd) {
  const Value* spec = crd.Find("spec");
  const Value* names = spec ? spec->Find("names") : nullptr;
  const Value* versions = spec ? spec->Find("versions") : nullptr;
  if (crd.FindText("kind") != "CustomResourceDefinition" || !names || !versions) {
    return Malformed(crd,
                     "spec.names or spec.versions is missing; give a complete "
                     "CustomResourceDefinition of apiextensions.k8s.io/v1");
  }
  const Kind kind = Kind::Of(spec->FindText("group"), names->FindText("kind"));
  if (kind.group().empty() || kind.kind().empty()) {
    return Malformed(crd, "spec.group or spec.names.kind is missing; add it");
  }
  std::vector<VersionInfo> served;
  const Value* storage = nullptr;
  for (const Value& version : versions->items) {
    served.push_back({std::string(version.FindText("name")), IsTrue(version, "served")});
    if (IsTrue(version, "storage")) storage = &version;
  }
  if (!storage) return Malformed(crd, "no version has storage: true; mark one");
  MG_ASSIGN_OR_RETURN(Schema schema, ParseVersionSchema(crd, *storage));
  return KindInfo{.kind = kind,
                  .plural = std::string(names->FindText("plural")),
                  .namespaced = spec->FindText("scope") == "Namespaced",
                  .versions = std::move(served),
                  .storage_version = std::string(storage->FindText("name")),
                  .schema = std::move(schema)};
}

}  // namespace meshgate::resource
