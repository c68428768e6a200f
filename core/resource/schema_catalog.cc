#include "core/resource/schema_catalog.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "core/base/check.h"
#include "core/base/status_macros.h"
#include "core/resource/builtin_kinds.h"
#include "core/resource/field_path.h"
#include "core/resource/object_meta.h"
#include "core/resource/schema_messages.h"

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

// The served version that the document asks for; nullptr and an error when there is none.
const VersionInfo* AdmitVersion(const KindInfo& info, const Value& document,
                                std::vector<FieldError>& errors) {
  const Value& api_version = *document.Find("apiVersion");
  const VersionInfo* version = info.FindVersion(SplitApiVersion(api_version.text).version);
  if (version != nullptr && version->served) return version;
  std::string served;
  for (const VersionInfo& known : info.versions) {
    if (!known.served) continue;
    served += (served.empty() ? "\"" : ", \"") + info.ApiVersion(known.name) + '"';
  }
  errors.push_back({"apiVersion",
                    "Unsupported value: " + Quote(api_version) + ": supported values: " + served,
                    api_version.position});
  return nullptr;
}

// Files hold objects that have a name: nothing could find an object of a generated name again.
void RequireName(const Value& document, std::vector<FieldError>& errors) {
  const Value* metadata = document.Find("metadata");
  const Value& around = metadata ? *metadata : document;
  if (!around.FindText("name").empty()) return;
  if (around.FindText("generateName").empty()) {
    errors.push_back({"metadata.name", "Required value: name or generateName is required",
                      PositionOf(around, "name")});
  } else {
    errors.push_back({"metadata.generateName",
                      "Forbidden: a file cannot use a generated name; set metadata.name",
                      PositionOf(around, "generateName")});
  }
}

void AdmitNamespace(const KindInfo& info, Value& metadata, std::vector<FieldError>& errors) {
  const Value* ns = metadata.Find("namespace");
  const bool given = ns && ns->type != NodeType::kNull && *ns != Value::String("");
  if (info.namespaced && !given) metadata.Set("namespace", Value::String("default"));
  if (!info.namespaced && given) {
    errors.push_back({"metadata.namespace", "Forbidden: not allowed on this type",
                      PositionOf(metadata, "namespace")});
  }
}

// Values of wrong types are left to the schema.
void AdmitMetadata(const KindInfo& info, Value& document, std::vector<FieldError>& errors) {
  RequireName(document, errors);
  Value* metadata = document.Find("metadata");
  if (metadata == nullptr || metadata->type != NodeType::kMap) return;
  AdmitNamespace(info, *metadata, errors);
  FieldPath path;
  path.PushKey("metadata");
  CheckObjectMeta(*metadata, info.name_rule, path, errors);
}

void AdmitSchema(const KindInfo& info, const VersionInfo& version, Value& document,
                 SchemaCatalog::Admitted& admitted) {
  version.schema.Complete(document, admitted.warnings);
  AdmitMetadata(info, document, admitted.errors);
  std::vector<FieldError> found = version.schema.Validate(document);
  std::move(found.begin(), found.end(), std::back_inserter(admitted.errors));
  if (version.name == info.storage_version) return;
  document.Set("apiVersion", Value::String(info.ApiVersion(info.storage_version)));
  info.storage_schema().Complete(document, admitted.warnings);
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

void SchemaCatalog::MarkUnread(Kind kind) {
  const auto found = kinds_.find({kind.group(), kind.kind()});
  MG_CHECK(found != kinds_.end());
  found->second.read = false;
}

absl::Status SchemaCatalog::KeepVersions(Kind kind, const std::vector<std::string>& versions) {
  const auto found = kinds_.find({kind.group(), kind.kind()});
  MG_CHECK(found != kinds_.end());
  KindInfo& info = found->second;
  const auto is_kept = [&](const std::string& version) {
    return std::find(versions.begin(), versions.end(), version) != versions.end();
  };
  if (!is_kept(info.storage_version)) {
    return absl::FailedPreconditionError(
        "the CustomResourceDefinition of " + ToString(kind) + " stores version " +
        info.storage_version + ", which is not among those that are understood: " +
        absl::StrJoin(versions, ", "));
  }
  std::erase_if(info.versions, [&](const VersionInfo& version) { return !is_kept(version.name); });
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
  const VersionInfo* version = AdmitVersion(*info, document, admitted.errors);
  if (version == nullptr) return admitted;
  // The status of a source is what others wrote; it is kept as it is.
  std::optional<Value> status = document.Take("status");
  AdmitSchema(*info, *version, document, admitted);
  if (!admitted.errors.empty()) return admitted;
  if (status) document.Set("status", *std::move(status));
  if (info->complete) info->complete(document, admitted.errors);
  if (!admitted.errors.empty()) return admitted;
  absl::StatusOr<ObjectPtr> object = MakeObject(std::move(document), info->kind);
  if (object.ok()) {
    admitted.object = *std::move(object);
  } else {
    admitted.errors.push_back({"metadata", std::string(object.status().message()), {}});
  }
  return admitted;
}

}  // namespace meshgate::resource
