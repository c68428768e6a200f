// For tests: an API server in memory, with what of its behaviour infrastructure depends on:
// resource versions as preconditions, uids, defaults that it writes into objects, quantities in its
// own spelling, and events of every change. [one thread]
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_MEMORY_STORE_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_MEMORY_STORE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controllers/infra/kubernetes/object_store.h"

namespace meshgate::infra {

class MemoryStore final : public ObjectStore {
 public:
  using Event = std::pair<resource::ObjectId, std::optional<resource::ObjectPtr>>;

  absl::StatusOr<resource::ObjectPtr> Get(const resource::ObjectId& id) override;
  absl::StatusOr<resource::ObjectPtr> Create(const resource::Value& object) override;
  absl::StatusOr<resource::ObjectPtr> Update(const resource::Value& object) override;
  absl::Status Delete(const resource::ObjectId& id, const std::string& uid) override;

  // As somebody else, who is asked for no precondition. `edit` gets the object as it is.
  void PutForeign(resource::Value object);
  template <typename Edit>
  void EditForeign(const resource::ObjectId& id, Edit edit) {
    resource::Value object = objects_.at(id);
    edit(object);
    PutForeign(std::move(object));
  }
  void DeleteForeign(const resource::ObjectId& id) { Erase(id); }

  // The next calls that write an object of this kind fail, each with one of these.
  void FailWrites(const resource::Kind& kind, std::vector<absl::Status> statuses);

  // What happened since the last call.
  std::vector<Event> TakeEvents() { return std::exchange(events_, {}); }
  // Successful writes of the reconciler: "create Service", "update Deployment", "delete Secret".
  std::vector<std::string> TakeWrites() { return std::exchange(writes_, {}); }
  const resource::Value* Find(const resource::ObjectId& id) const;
  size_t size() const { return objects_.size(); }

 private:
  resource::ObjectPtr Store(const resource::ObjectId& id, resource::Value object);
  void Erase(const resource::ObjectId& id);
  absl::Status TakeFailure(const resource::Kind& kind);

  std::map<resource::ObjectId, resource::Value> objects_;
  std::map<resource::Kind, std::vector<absl::Status>> failures_;
  std::vector<Event> events_;
  std::vector<std::string> writes_;
  int64_t version_ = 0;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_MEMORY_STORE_H_
