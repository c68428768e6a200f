#include "controllers/infra/kubernetes/reconciler.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "controllers/infra/kubernetes/merge.h"
#include "controllers/infra/kubernetes/names.h"
#include "core/base/status_macros.h"
#include "core/resource/well_known.h"

namespace meshgate::infra {
namespace {

using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;

constexpr std::chrono::milliseconds kFirstDelay(100);
constexpr std::chrono::milliseconds kLongestDelay(30'000);
constexpr std::chrono::seconds kOrphanDelay(30);

std::chrono::milliseconds DelayAfter(int failures) {
  return std::min(kFirstDelay * (1 << std::min(failures - 1, 10)), kLongestDelay);
}

// The group of "apps/v1" is "apps", that of "v1" the core group.
ObjectId IdOf(const Value& object) {
  const std::string_view version = object.FindText("apiVersion");
  const size_t slash = version.find('/');
  const std::string_view group = slash == version.npos ? "" : version.substr(0, slash);
  const Value& metadata = *object.Find("metadata");
  return {resource::Kind::Of(group, object.FindText("kind")),
          std::string(metadata.FindText("namespace")), std::string(metadata.FindText("name"))};
}

// Whether a user must act.
bool IsLasting(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsPermissionDenied(status) ||
         absl::IsFailedPrecondition(status);
}

// Whether it is no matter of the Gateway's: the API server is away, or others write too.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsAborted(status) || absl::IsCancelled(status);
}

}  // namespace

Reconciler::Reconciler(ProxySettings settings, ObjectStore& store, CredentialIssuer& credentials,
                       Feedback feedback)
    : settings_(std::move(settings)),
      store_(store),
      credentials_(credentials),
      feedback_(std::move(feedback)) {}

void Reconciler::Observe(const ObjectId& id, std::optional<ObjectPtr> object) {
  const auto known = observed_.find(id);
  if (known != observed_.end() && object && known->second == *object) {
    // Another status, which says something of Services only.
    known->second = *object;
    const auto owner = OwnerOf(**object, settings_.controller_name);
    if (id.kind == resource::kService && owner) Touch(owner->gateway);
    return;
  }
  if (known != observed_.end()) Forget(id);
  if (object) Remember(*object);
  if (const auto blocked = blocked_.find(id); blocked != blocked_.end()) {
    for (const ObjectId& gateway : blocked->second) Touch(gateway);
  }
}

void Reconciler::Remember(const ObjectPtr& object) {
  const ObjectId& id = object->id();
  if (id.kind == kAutoscaler) {
    const auto deployment = AutoscaledBy(*object);
    if (!deployment) return;
    observed_.insert_or_assign(id, object);
    autoscalers_of_[*deployment].insert(id);
    TouchOwnerOf(*deployment);
  } else if (const auto owner = OwnerOf(*object, settings_.controller_name)) {
    observed_.insert_or_assign(id, object);
    objects_of_[owner->gateway].insert(id);
    Touch(owner->gateway);
  }
}

void Reconciler::Forget(const ObjectId& id) {
  const auto node = observed_.extract(id);
  if (node.empty()) return;
  const resource::Object& object = *node.mapped();
  if (id.kind == kAutoscaler) {
    const auto deployment = AutoscaledBy(object);
    const auto autoscalers = autoscalers_of_.find(*deployment);
    autoscalers->second.erase(id);
    if (autoscalers->second.empty()) autoscalers_of_.erase(autoscalers);
    TouchOwnerOf(*deployment);
  } else {
    const ObjectId gateway = OwnerOf(object, settings_.controller_name)->gateway;
    const auto objects = objects_of_.find(gateway);
    objects->second.erase(id);
    if (objects->second.empty()) objects_of_.erase(objects);
    Touch(gateway);
  }
}

void Reconciler::TouchOwnerOf(const ObjectId& id) {
  const ObjectPtr* const object = FindObserved(id);
  if (object == nullptr) return;
  if (const auto owner = OwnerOf(**object, settings_.controller_name)) Touch(owner->gateway);
}

void Reconciler::Want(const ObjectId& gateway, std::optional<pipeline::Infrastructure> infra) {
  Touch(gateway);
  Entry& entry = entries_[gateway];
  entry.was_wanted |= infra.has_value();
  entry.wanted = std::move(infra);
}

void Reconciler::Start() { started_ = true; }

void Reconciler::Touch(const ObjectId& gateway) { Schedule(gateway, entries_[gateway], Time()); }

void Reconciler::Schedule(const ObjectId& gateway, Entry& entry, std::optional<Time> due) {
  if (entry.due) queue_.erase({*entry.due, gateway});
  entry.due = due;
  if (due) queue_.emplace(*due, gateway);
}

std::optional<Reconciler::Time> Reconciler::Work(Time now) {
  if (!started_) return std::nullopt;
  if (!queue_.empty() && queue_.begin()->first <= now) {
    const ObjectId gateway = queue_.begin()->second;
    WorkOn(gateway, entries_.at(gateway), now);
  }
  if (queue_.empty()) return std::nullopt;
  return queue_.begin()->first;
}

void Reconciler::WorkOn(const ObjectId& gateway, Entry& entry, Time now) {
  // A Gateway that was never wanted may be one that we have not heard of yet, although we know of
  // what another manager made for it.
  if (!entry.wanted && !entry.was_wanted && !entry.delete_after) {
    entry.delete_after = now + kOrphanDelay;
  }
  if (!entry.wanted && !entry.was_wanted && now < *entry.delete_after) {
    return Schedule(gateway, entry, entry.delete_after);
  }
  const absl::Status status = Sync(gateway, entry);
  if (!status.ok()) ++entry.failures;
  if (status.ok()) entry.failures = 0;
  TellProblem(gateway, status, entry);
  TellAddresses(gateway, entry);
  // The answers to our own writes, which came meanwhile, are no occasion.
  Schedule(gateway, entry,
           status.ok() ? std::nullopt : std::optional(now + DelayAfter(entry.failures)));
  if (!entry.wanted && status.ok()) {
    Unblock(gateway, entry);
    entries_.erase(gateway);
  }
}

absl::Status Reconciler::Sync(const ObjectId& gateway, Entry& entry) {
  Unblock(gateway, entry);
  if (!entry.wanted) return DeleteOthers(gateway, "", {});
  // See Infrastructure::ports.
  if (entry.wanted->ports.empty()) return absl::OkStatus();
  return SyncProxy(gateway, entry);
}

void Reconciler::Unblock(const ObjectId& gateway, Entry& entry) {
  if (!entry.in_the_way) return;
  const auto blocked = blocked_.find(*entry.in_the_way);
  blocked->second.erase(gateway);
  if (blocked->second.empty()) blocked_.erase(blocked);
  entry.in_the_way.reset();
}

absl::Status Reconciler::SyncProxy(const ObjectId& gateway, Entry& entry) {
  const Owner owner{gateway, entry.wanted->uid};
  const bool autoscaled =
      autoscalers_of_.contains({kDeployment, gateway.ns, ProxyName(gateway.name)});
  std::set<ObjectId> kept = {{resource::kSecret, gateway.ns, CredentialsName(gateway.name)}};
  for (Value& object : BuildProxyObjects(gateway, *entry.wanted, settings_, autoscaled)) {
    const ObjectId id = IdOf(object);
    kept.insert(id);
    // A pod waits for its Secret; it need not.
    if (id.kind == kDeployment) MG_RETURN_IF_ERROR(SyncCredentials(gateway, entry));
    if (id.kind == kDeployment && autoscaled) KeepReplicas(id, object);
    MG_RETURN_IF_ERROR(SyncObject(std::move(object), owner, entry));
  }
  return DeleteOthers(gateway, entry.wanted->uid, kept);
}

// To leave the field out of a write would set it to 1.
void Reconciler::KeepReplicas(const ObjectId& deployment, Value& wanted) const {
  const ObjectPtr* const observed = FindObserved(deployment);
  if (observed == nullptr) return;
  const resource::Node replicas = (*observed)->spec()["replicas"];
  if (replicas) wanted.Find("spec")->Set("replicas", resource::Thaw(replicas));
}

absl::Status Reconciler::SyncCredentials(const ObjectId& gateway, Entry& entry) {
  Value secret = BuildCredentialsSecret(gateway, *entry.wanted, settings_);
  const ObjectId id = IdOf(secret);
  NoteFields(secret);
  if (FindObserved(id) == nullptr) {
    // Where Secrets are not watched: new ones at each start would be of no use.
    const absl::StatusOr<ObjectPtr> existing = store_.Get(id);
    if (existing.ok()) Remember(*existing);
    if (!existing.ok() && !absl::IsNotFound(existing.status())) return existing.status();
  }
  const ObjectPtr* const observed = FindObserved(id);
  if (observed == nullptr || !credentials_.Accepts(gateway, **observed)) {
    MG_ASSIGN_OR_RETURN(const XdsCredentials issued, credentials_.Issue(gateway));
    secret.Set("data", BuildCredentialsData(issued));
  }
  const Owner owner{gateway, entry.wanted->uid};
  return observed == nullptr ? Create(secret, id, owner, entry)
                             : Update(secret, **observed, owner, entry);
}

absl::Status Reconciler::SyncObject(Value wanted, const Owner& owner, Entry& entry) {
  NoteFields(wanted);
  const ObjectId id = IdOf(wanted);
  const ObjectPtr* const observed = FindObserved(id);
  return observed == nullptr ? Create(wanted, id, owner, entry)
                             : Update(wanted, **observed, owner, entry);
}

absl::Status Reconciler::Create(const Value& wanted, const ObjectId& id, const Owner& owner,
                                Entry& entry) {
  absl::StatusOr<ObjectPtr> created = store_.Create(wanted);
  if (created.ok()) {
    Remember(*created);
    return absl::OkStatus();
  }
  if (!absl::IsAlreadyExists(created.status())) return created.status();
  // Ours, which no event has told of yet, or a foreign one.
  MG_ASSIGN_OR_RETURN(const ObjectPtr existing, store_.Get(id));
  MG_RETURN_IF_ERROR(CheckOwner(*existing, owner, entry));
  Remember(existing);
  return Update(wanted, *existing, owner, entry);
}

absl::Status Reconciler::Update(const Value& wanted, const resource::Object& observed,
                                const Owner& owner, Entry& entry) {
  const ObjectId id = observed.id();
  MG_RETURN_IF_ERROR(CheckOwner(observed, owner, entry));
  if (observed.metadata().deleting) {
    return absl::UnavailableError(ToString(id) + " is being deleted");
  }
  Value merged = MergeOver(wanted, observed);
  if (merged == observed.Thaw()) return absl::OkStatus();
  merged.Find("metadata")->Set("resourceVersion",
                               Value::String(observed.metadata().resource_version));
  absl::StatusOr<ObjectPtr> updated = store_.Update(merged);
  if (updated.ok()) {
    Remember(*updated);
  } else if (absl::IsAborted(updated.status()) || absl::IsNotFound(updated.status())) {
    // What we know is old: look before the next attempt.
    const absl::StatusOr<ObjectPtr> current = store_.Get(id);
    if (current.ok()) Observe(id, *current);
    if (absl::IsNotFound(current.status())) Observe(id, std::nullopt);
  }
  return updated.status();
}

absl::Status Reconciler::CheckOwner(const resource::Object& object, const Owner& owner,
                                    Entry& entry) {
  const std::optional<Owner> actual = OwnerOf(object, settings_.controller_name);
  if (actual == owner) return absl::OkStatus();
  if (actual && actual->gateway == owner.gateway) {
    return absl::UnavailableError(absl::StrCat(
        ToString(object.id()), " belongs to an earlier Gateway of this name and will be deleted"));
  }
  entry.in_the_way = object.id();
  blocked_[object.id()].insert(owner.gateway);
  return absl::FailedPreconditionError(
      absl::StrCat(ToString(object.id()), " exists and was not made for this Gateway; delete or ",
                   "rename it, or give the Gateway another name"));
}

absl::Status Reconciler::DeleteOthers(const ObjectId& gateway, const std::string& uid,
                                      const std::set<ObjectId>& kept) {
  const auto made = objects_of_.find(gateway);
  if (made == objects_of_.end()) return absl::OkStatus();
  for (const ObjectId& id : std::set<ObjectId>(made->second)) {
    const ObjectPtr object = *FindObserved(id);
    // Of an earlier Gateway of this name: the garbage collector's.
    const bool others = !uid.empty() && OwnerOf(*object, settings_.controller_name)->uid != uid;
    if (kept.contains(id) || others || object->metadata().deleting) continue;
    const absl::Status deleted = store_.Delete(id, object->metadata().uid);
    if (!deleted.ok() && !absl::IsAborted(deleted)) return deleted;
    Forget(id);
  }
  return absl::OkStatus();
}

void Reconciler::TellProblem(const ObjectId& gateway, const absl::Status& status, Entry& entry) {
  std::optional<std::string> problem;
  if (IsLasting(status) || (entry.failures > 3 && !IsPassing(status))) {
    problem = absl::StrCat("The infrastructure of the Gateway cannot be made: ", status.message());
  } else if (!status.ok()) {
    problem = entry.problem;
  }
  if (problem == entry.problem) return;
  entry.problem = problem;
  feedback_.problem(gateway, std::move(problem));
}

void Reconciler::TellAddresses(const ObjectId& gateway, Entry& entry) {
  std::optional<std::vector<status::Address>> addresses;
  const ObjectPtr* const service =
      FindObserved({resource::kService, gateway.ns, ProxyName(gateway.name)});
  if (entry.wanted && service != nullptr &&
      OwnerOf(**service, settings_.controller_name) == Owner{gateway, entry.wanted->uid}) {
    addresses = AddressesOf(**service);
  }
  if (addresses == entry.addresses) return;
  entry.addresses = addresses;
  feedback_.addresses(gateway, std::move(addresses));
}

const ObjectPtr* Reconciler::FindObserved(const ObjectId& id) const {
  const auto found = observed_.find(id);
  return found == observed_.end() ? nullptr : &found->second;
}

}  // namespace meshgate::infra
