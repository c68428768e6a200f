#include "core/resource/object.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "core/base/status_macros.h"
#include "core/resource/well_known.h"

namespace meshgate::resource {
namespace {

absl::Status WrongField(const ObjectId& id, const std::string& field, const std::string& problem) {
  return absl::InvalidArgumentError(ToString(id) + ": metadata." + field + " " + problem);
}

// The same object has the same uid in every run. Shaped as a version 8 (custom) UUID of RFC 9562.
std::string DeriveUid(const ObjectId& id) {
  const base::Hash128 hash = base::HashBytes(ToString(id.kind) + '\0' + id.ns + '\0' + id.name);
  const auto hex = [](uint64_t value) { return absl::StrCat(absl::Hex(value, absl::kZeroPad16)); };
  const std::string high = hex(hash.high);
  const std::string low = hex(hash.low);
  return high.substr(0, 8) + "-" + high.substr(8, 4) + "-8" + high.substr(13) + "-8" +
         low.substr(1, 3) + "-" + low.substr(4);
}

absl::StatusOr<int64_t> ReadTime(const ObjectId& id, const std::string& field, Node time) {
  if (!time) return 0;
  absl::Time parsed;
  std::string problem;
  const std::string text(time.text());
  if (!time.is_string() || !absl::ParseTime(absl::RFC3339_full, text, &parsed, &problem)) {
    return WrongField(id, field, "must be a time such as \"2024-01-31T10:00:00Z\"");
  }
  return absl::ToUnixSeconds(parsed);
}

absl::StatusOr<Metadata> ReadMetadata(const ObjectId& id, Node node) {
  Metadata metadata;
  MG_ASSIGN_OR_RETURN(metadata.creation_seconds,
                      ReadTime(id, "creationTimestamp", node["creationTimestamp"]));
  const Node generation = node["generation"];
  if (generation && generation.type() != NodeType::kInteger) {
    return WrongField(id, "generation", "must be an integer");
  }
  metadata.generation = generation.IntOr(1);
  metadata.uid = std::string(node["uid"].text());
  if (metadata.uid.empty()) metadata.uid = DeriveUid(id);
  metadata.deleting = static_cast<bool>(node["deletionTimestamp"]);
  return metadata;
}

absl::StatusOr<ObjectId> ReadId(const Value& value, Kind kind) {
  if (value.FindText("apiVersion").empty()) {
    return absl::InvalidArgumentError("the object has no apiVersion; add one such as \"v1\"");
  }
  if (value.FindText("kind") != kind.kind()) {
    return absl::InvalidArgumentError("the object's kind is \"" +
                                      std::string(value.FindText("kind")) + "\", not \"" +
                                      kind.kind() + "\"");
  }
  const Value* metadata = value.Find("metadata");
  if (metadata == nullptr || metadata->FindText("name").empty()) {
    return absl::InvalidArgumentError("a " + kind.kind() +
                                      " has no metadata.name; name the object");
  }
  return ObjectId{kind, std::string(metadata->FindText("namespace")),
                  std::string(metadata->FindText("name"))};
}

}  // namespace

Value Object::Thaw() const {
  Value value = resource::Thaw(root());
  if (secret_data_) secret_data_->Restore(value);
  return value;
}

absl::StatusOr<ObjectPtr> MakeObject(Value value, Kind kind) {
  MG_ASSIGN_OR_RETURN(ObjectId id, ReadId(value, kind));
  const std::optional<Value> status = value.Take("status");
  Value& metadata_value = *value.Find("metadata");
  metadata_value.Take("managedFields");
  const std::optional<Value> resource_version = metadata_value.Take("resourceVersion");

  std::unique_ptr<const SecretData> secret_data;
  if (kind == kSecret) {
    absl::StatusOr<SecretData> taken = SecretData::Take(value);
    if (!taken.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(ToString(id), ": ", taken.status().message()));
    }
    secret_data = std::make_unique<const SecretData>(*std::move(taken));
  }
  std::shared_ptr<const Tree> content = Tree::Freeze(value);
  MG_ASSIGN_OR_RETURN(Metadata metadata, ReadMetadata(id, content->root()["metadata"]));
  if (resource_version) metadata.resource_version = resource_version->text;

  std::shared_ptr<Object> object(new Object);
  object->id_ = std::move(id);
  object->metadata_ = std::move(metadata);
  object->secret_data_ = std::move(secret_data);
  object->hash_ = content->Hash();
  object->content_ = std::move(content);
  if (status) object->status_ = Tree::Freeze(*status);
  return ObjectPtr(std::move(object));
}

}  // namespace meshgate::resource
