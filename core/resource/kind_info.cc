#include "core/resource/kind_info.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "core/base/status_macros.h"
#include "core/resource/object_meta.h"
#include "core/resource/schema_parser.h"

namespace meshgate::resource {
namespace {

absl::Status Malformed(const Value& crd, const std::string& problem) {
  const Value* metadata = crd.Find("metadata");
  const std::string name(metadata ? metadata->FindText("name") : std::string_view());
  return absl::InvalidArgumentError("CustomResourceDefinition " + name + ": " + problem);
}

bool IsTrue(const Value& map, std::string_view key) {
  const Value* value = map.Find(key);
  return value != nullptr && value->type == NodeType::kBool && value->text == "true";
}

// Reads the schemas of the versions of one CRD. [single owner]
class VersionParser {
 public:
  explicit VersionParser(const Value& crd) : crd_(crd) {}

  // An unserved version needs no schema: nothing is admitted by it.
  absl::StatusOr<VersionInfo> Parse(const Value& version) {
    VersionInfo info{std::string(version.FindText("name")), IsTrue(version, "served")};
    if (info.name.empty()) return Malformed(crd_, "a version has no name; add it");
    const Value* const subresources = version.Find("subresources");
    info.has_status = subresources != nullptr && subresources->Find("status") != nullptr;
    if (!info.served && !IsTrue(version, "storage")) return info;
    MG_ASSIGN_OR_RETURN(info.schema, ParseSchemaOf(version, info.name));
    return info;
  }

 private:
  // Versions often have equal schemas; they share one.
  absl::StatusOr<Schema> ParseSchemaOf(const Value& version, const std::string& name) {
    const Value* validation = version.Find("schema");
    const Value* root = validation ? validation->Find("openAPIV3Schema") : nullptr;
    const std::string field = "schema.openAPIV3Schema of version " + name;
    if (root == nullptr) return Malformed(crd_, field + " is missing; add it");
    for (const auto& [known, schema] : known_) {
      if (*known == *root) return schema;
    }
    absl::StatusOr<SchemaNode> node = parser_.Parse(*root);
    if (!node.ok()) return Malformed(crd_, field + ": " + std::string(node.status().message()));
    AddObjectFields(*node);
    known_.emplace_back(root, Schema(*std::move(node)));
    return known_.back().second;
  }

  const Value& crd_;
  SchemaParser parser_;
  std::vector<std::pair<const Value*, Schema>> known_;
};

}  // namespace

std::string KindInfo::ApiVersion(std::string_view version) const {
  std::string text = kind.group();
  if (!text.empty()) text += '/';
  return text.append(version);
}

const VersionInfo* KindInfo::FindVersion(std::string_view name) const {
  const auto found =
      std::find_if(versions.begin(), versions.end(),
                   [name](const VersionInfo& version) { return version.name == name; });
  return found == versions.end() ? nullptr : &*found;
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
  KindInfo info{.kind = kind,
                .plural = std::string(names->FindText("plural")),
                .namespaced = spec->FindText("scope") == "Namespaced"};
  VersionParser parser(crd);
  for (const Value& version : versions->items) {
    MG_ASSIGN_OR_RETURN(VersionInfo parsed, parser.Parse(version));
    if (IsTrue(version, "storage")) info.storage_version = parsed.name;
    info.versions.push_back(std::move(parsed));
  }
  if (info.storage_version.empty()) {
    return Malformed(crd, "no version has storage: true; mark one");
  }
  return info;
}

}  // namespace meshgate::resource
