// The API server as infrastructure needs it.
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_OBJECT_STORE_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_OBJECT_STORE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/resource/object.h"
#include "core/resource/value.h"

namespace meshgate::infra {

// Calls return when the server has answered. Errors everywhere: PermissionDenied (403, a quota
// too), InvalidArgument (the server refuses the object: 400, 422), Aborted (409: the object is not
// the one that the precondition names), and any other for what may go well at another time.
class ObjectStore {
 public:
  virtual ~ObjectStore() = default;

  // NotFound when there is none.
  virtual absl::StatusOr<resource::ObjectPtr> Get(const resource::ObjectId& id) = 0;
  // As the server has it now. AlreadyExists when there is an object of this name.
  virtual absl::StatusOr<resource::ObjectPtr> Create(const resource::Value& object) = 0;
  // Replaces the object of metadata.resourceVersion; without status. NotFound when there is none.
  virtual absl::StatusOr<resource::ObjectPtr> Update(const resource::Value& object) = 0;
  // Deletes the object if it still has this uid. Ok when there is none.
  virtual absl::Status Delete(const resource::ObjectId& id, const std::string& uid) = 0;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_OBJECT_STORE_H_
