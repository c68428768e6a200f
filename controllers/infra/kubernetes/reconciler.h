// Brings the infrastructure of the Gateways in a cluster to what is wanted, and keeps it there.
//
// What is observed of our objects comes in as watch events; an object is written only where it
// differs from what is wanted. What fails is tried again, later each time, up to half a minute; an
// event of a Gateway's objects is an occasion at once. [one thread: no method may be called while
// another runs; calls of the store block it]
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_RECONCILER_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_RECONCILER_H_

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/infra/infrastructure.h"
#include "controllers/infra/kubernetes/object_store.h"
#include "controllers/infra/kubernetes/ownership.h"
#include "controllers/infra/kubernetes/proxy_objects.h"
#include "core/pipeline/model.h"
#include "core/status/document.h"

namespace meshgate::infra {

// Gives proxies their identity towards the control plane. [as the Reconciler]
class CredentialIssuer {
 public:
  virtual ~CredentialIssuer() = default;
  // Whether the proxies of `gateway` can go on with what is in `secret`.
  virtual bool Accepts(const resource::ObjectId& gateway, const resource::Object& secret) = 0;
  virtual absl::StatusOr<XdsCredentials> Issue(const resource::ObjectId& gateway) = 0;
};

class Reconciler {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // `store` and `credentials` must outlive the reconciler.
  Reconciler(ProxySettings settings, ObjectStore& store, CredentialIssuer& credentials,
             Feedback feedback);
  Reconciler(const Reconciler&) = delete;

  // An object of the cluster as it is now, or that it is gone. What it needs to see: the Services
  // and Deployments with the label kManagedByLabel, and all HorizontalPodAutoscalers. Edits of
  // ServiceAccounts, ConfigMaps and Secrets with that label are reverted at once where it sees
  // them, else with the next change of their Gateway. Others do no harm; that a foreign object is
  // in the way no more is noticed sooner where it is seen.
  void Observe(const resource::ObjectId& id, std::optional<resource::ObjectPtr> object);

  // What a Gateway wants: the value of the translator's table `infra`. Nothing: the Gateway is not
  // ours, or not any more, and what was made for it is deleted.
  void Want(const resource::ObjectId& gateway, std::optional<pipeline::Infrastructure> infra);

  // All objects were observed and all Gateways wanted once: before, nothing is written. What was
  // made for Gateways that nobody wants is deleted, half a minute later.
  void Start();

  // Works on one Gateway that is due at `now`, if any. Returns when to be called again at the
  // latest, which may be now or past; nothing: after the next call of another method.
  std::optional<Time> Work(Time now);

 private:
  struct Entry {
    std::optional<pipeline::Infrastructure> wanted;
    bool was_wanted = false;
    std::optional<Time> delete_after;  // where it was never wanted
    std::optional<Time> due;           // nothing: all is as it should be. Time(): at once
    int failures = 0;                  // since the last success
    std::optional<std::string> problem;
    std::optional<std::vector<status::Address>> addresses;
    std::optional<resource::ObjectId> in_the_way;  // a foreign object
  };

  // The Gateway is due at once.
  void Touch(const resource::ObjectId& gateway);
  void TouchOwnerOf(const resource::ObjectId& object);
  void Schedule(const resource::ObjectId& gateway, Entry& entry, std::optional<Time> due);
  void Remember(const resource::ObjectPtr& object);
  void Forget(const resource::ObjectId& id);
  const resource::ObjectPtr* FindObserved(const resource::ObjectId& id) const;

  void WorkOn(const resource::ObjectId& gateway, Entry& entry, Time now);
  // Each returns what failed first.
  absl::Status Sync(const resource::ObjectId& gateway, Entry& entry);
  absl::Status SyncProxy(const resource::ObjectId& gateway, Entry& entry);
  absl::Status SyncCredentials(const resource::ObjectId& gateway, Entry& entry);
  void KeepReplicas(const resource::ObjectId& deployment, resource::Value& wanted) const;
  absl::Status SyncObject(resource::Value wanted, const Owner& owner, Entry& entry);
  absl::Status Create(const resource::Value& wanted, const resource::ObjectId& id,
                      const Owner& owner, Entry& entry);
  absl::Status Update(const resource::Value& wanted, const resource::Object& observed,
                      const Owner& owner, Entry& entry);
  absl::Status CheckOwner(const resource::Object& object, const Owner& owner, Entry& entry);
  // Deletes what was made for the Gateway with this uid, or with any, except `kept`.
  absl::Status DeleteOthers(const resource::ObjectId& gateway, const std::string& uid,
                            const std::set<resource::ObjectId>& kept);
  void Unblock(const resource::ObjectId& gateway, Entry& entry);
  void TellProblem(const resource::ObjectId& gateway, const absl::Status& status, Entry& entry);
  void TellAddresses(const resource::ObjectId& gateway, Entry& entry);

  const ProxySettings settings_;
  ObjectStore& store_;
  CredentialIssuer& credentials_;
  const Feedback feedback_;
  bool started_ = false;
  std::map<resource::ObjectId, Entry> entries_;  // by Gateway
  std::set<std::pair<Time, resource::ObjectId>> queue_;
  std::map<resource::ObjectId, resource::ObjectPtr> observed_;  // ours, and autoscalers
  // What they are: the objects of a Gateway, the autoscalers of a Deployment.
  std::map<resource::ObjectId, std::set<resource::ObjectId>> objects_of_;
  std::map<resource::ObjectId, std::set<resource::ObjectId>> autoscalers_of_;
  // Foreign object -> the Gateways that it is in the way of.
  std::map<resource::ObjectId, std::set<resource::ObjectId>> blocked_;
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_RECONCILER_H_
