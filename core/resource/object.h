// One decoded Kubernetes object, immutable and shared.
#ifndef MESHGATE_CORE_RESOURCE_OBJECT_H_
#define MESHGATE_CORE_RESOURCE_OBJECT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "core/base/hash.h"
#include "core/base/secret_bytes.h"
#include "core/resource/kind.h"
#include "core/resource/object_id.h"
#include "core/resource/secret_data.h"
#include "core/resource/tree.h"
#include "core/resource/value.h"

namespace meshgate::resource {

struct Metadata {
  std::string uid;               // absent: derived from kind, namespace and name
  std::string resource_version;  // no part of the content
  int64_t generation = 1;        // absent: 1
  int64_t creation_seconds = 0;  // Unix seconds; absent: 0, which counts as oldest
  bool deleting = false;         // metadata.deletionTimestamp is set
};

class ObjectPtr;

// The content is everything but status, metadata.resourceVersion and metadata.managedFields: root()
// and hash() know nothing of these three. Of a Secret the tree holds no key material: in `data`
// stands what each value prints as (SecretBytes), so that nothing which reads, copies or dumps
// trees can leak one. [thread-safe]
class Object {
 public:
  const ObjectId& id() const { return id_; }
  const Metadata& metadata() const { return metadata_; }
  std::string_view api_version() const { return root()["apiVersion"].text(); }

  Node root() const { return content_->root(); }
  Node spec() const { return root()["spec"]; }
  Node labels() const { return root()["metadata"]["labels"]; }
  Node annotations() const { return root()["metadata"]["annotations"]; }
  // "" when absent.
  std::string_view Label(std::string_view key) const { return labels()[key].text(); }
  std::string_view Annotation(std::string_view key) const { return annotations()[key].text(); }

  // What the source last saw; absent when it gave none. An ObjectPtr that compares equal to this
  // one may hold another status.
  Node status() const { return status_ ? status_->root() : Node(); }

  // The decoded value of `data` of a Secret; nullptr when there is none, and for other kinds.
  const base::SecretBytes* FindSecretValue(std::string_view key) const {
    return secret_data_ ? secret_data_->Find(key) : nullptr;
  }

  const base::Hash128& hash() const { return hash_; }

  // The content as MakeObject takes it, with the key material of a Secret.
  Value Thaw() const;

 private:
  friend absl::StatusOr<ObjectPtr> MakeObject(Value value, Kind kind);

  Object() = default;

  ObjectId id_;
  Metadata metadata_;
  std::shared_ptr<const Tree> content_;
  std::shared_ptr<const Tree> status_;
  std::unique_ptr<const SecretData> secret_data_;  // of a Secret
  base::Hash128 hash_;
};

// Shared ownership with equality of content: what the engine's cells hold. [thread-safe]
class ObjectPtr {
 public:
  ObjectPtr() = default;
  explicit ObjectPtr(std::shared_ptr<const Object> object) : object_(std::move(object)) {}

  const Object* operator->() const { return object_.get(); }
  const Object& operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

  friend bool operator==(const ObjectPtr& a, const ObjectPtr& b) {
    if (a.object_ == b.object_) return true;
    return a.object_ && b.object_ && a.object_->hash() == b.object_->hash();
  }

 private:
  std::shared_ptr<const Object> object_;
};

// Makes the object of an admitted value of this kind. InvalidArgument naming the field when
// apiVersion, kind or metadata.name is missing, when a field of metadata has a wrong type, when
// `value` is of another kind, or when a value of a Secret is no base64. [pure]
absl::StatusOr<ObjectPtr> MakeObject(Value value, Kind kind);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_OBJECT_H_
