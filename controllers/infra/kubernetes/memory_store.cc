#include "controllers/infra/kubernetes/memory_store.h"

#include <string_view>

#include "core/base/check.h"

namespace meshgate::infra {
namespace {

using resource::NodeType;
using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;

Value& MapAt(Value& parent, const char* key) {
  if (Value* const found = parent.Find(key)) return *found;
  return parent.Set(key, Value::Map());
}

void Default(Value& map, const char* key, Value value) {
  if (map.Find(key) == nullptr) map.Set(key, std::move(value));
}

void CompleteService(Value& object) {
  Value& spec = MapAt(object, "spec");
  Default(spec, "clusterIP", Value::String("10.96.0.7"));
  Default(spec, "clusterIPs", Value::List({Value::String("10.96.0.7")}));
  Default(spec, "sessionAffinity", Value::String("None"));
  if (spec.FindText("type") == "ClusterIP") return;
  for (Value& port : spec.Find("ports")->items) {
    const std::string number = port.Find("port")->text;
    Default(port, "nodePort", Value::Integer(30000 + std::stoi(number) % 1000));
  }
}

void CompleteDeployment(Value& object) {
  Value& spec = MapAt(object, "spec");
  Default(spec, "replicas", Value::Integer(1));
  Default(spec, "revisionHistoryLimit", Value::Integer(10));
  Value& pod = MapAt(MapAt(spec, "template"), "spec");
  Default(pod, "dnsPolicy", Value::String("ClusterFirst"));
  for (Value& container : pod.Find("containers")->items) {
    Default(container, "terminationMessagePath", Value::String("/dev/termination-log"));
    for (auto& list : container.Find("resources")->fields) {
      for (auto& quantity : list.value.fields) {
        if (quantity.value.text == "2000m") quantity.value = Value::String("2");
      }
    }
  }
}

ObjectId IdOf(const Value& object) {
  const std::string_view version = object.FindText("apiVersion");
  const size_t slash = version.find('/');
  const Value& metadata = *object.Find("metadata");
  return {resource::Kind::Of(slash == version.npos ? "" : version.substr(0, slash),
                             object.FindText("kind")),
          std::string(metadata.FindText("namespace")), std::string(metadata.FindText("name"))};
}

ObjectPtr ToObject(const ObjectId& id, Value value) {
  absl::StatusOr<ObjectPtr> object = resource::MakeObject(std::move(value), id.kind);
  MG_CHECK(object.ok(), std::string(object.status().message()));
  return *std::move(object);
}

}  // namespace

absl::StatusOr<ObjectPtr> MemoryStore::Get(const ObjectId& id) {
  const auto found = objects_.find(id);
  if (found == objects_.end()) return absl::NotFoundError(ToString(id) + " not found");
  return ToObject(id, found->second);
}

absl::StatusOr<ObjectPtr> MemoryStore::Create(const Value& object) {
  const ObjectId id = IdOf(object);
  if (absl::Status failure = TakeFailure(id.kind); !failure.ok()) return failure;
  if (objects_.contains(id)) return absl::AlreadyExistsError(ToString(id) + " exists");
  writes_.push_back("create " + id.kind.kind());
  return Store(id, object);
}

absl::StatusOr<ObjectPtr> MemoryStore::Update(const Value& object) {
  const ObjectId id = IdOf(object);
  if (absl::Status failure = TakeFailure(id.kind); !failure.ok()) return failure;
  const auto found = objects_.find(id);
  if (found == objects_.end()) return absl::NotFoundError(ToString(id) + " not found");
  const Value& metadata = *found->second.Find("metadata");
  if (metadata.FindText("resourceVersion") !=
      object.Find("metadata")->FindText("resourceVersion")) {
    return absl::AbortedError("the object has been modified");
  }
  Value updated = object;
  if (const Value* const status = found->second.Find("status")) updated.Set("status", *status);
  writes_.push_back("update " + id.kind.kind());
  return Store(id, std::move(updated));
}

absl::Status MemoryStore::Delete(const ObjectId& id, const std::string& uid) {
  if (absl::Status failure = TakeFailure(id.kind); !failure.ok()) return failure;
  const auto found = objects_.find(id);
  if (found == objects_.end()) return absl::OkStatus();
  if (found->second.Find("metadata")->FindText("uid") != uid) {
    return absl::AbortedError("the UID in the precondition does not match");
  }
  writes_.push_back("delete " + id.kind.kind());
  Erase(id);
  return absl::OkStatus();
}

void MemoryStore::PutForeign(Value object) {
  const ObjectId id = IdOf(object);
  Store(id, std::move(object));
}

void MemoryStore::FailWrites(const resource::Kind& kind, std::vector<absl::Status> statuses) {
  failures_[kind] = std::move(statuses);
}

const Value* MemoryStore::Find(const ObjectId& id) const {
  const auto found = objects_.find(id);
  return found == objects_.end() ? nullptr : &found->second;
}

ObjectPtr MemoryStore::Store(const ObjectId& id, Value object) {
  Value& metadata = *object.Find("metadata");
  metadata.Set("resourceVersion", Value::String(std::to_string(++version_)));
  Default(metadata, "uid", Value::String("uid-" + std::to_string(version_)));
  if (id.kind.kind() == "Service") CompleteService(object);
  if (id.kind.kind() == "Deployment") CompleteDeployment(object);
  ObjectPtr stored = ToObject(id, object);
  objects_.insert_or_assign(id, std::move(object));
  events_.emplace_back(id, stored);
  return stored;
}

void MemoryStore::Erase(const ObjectId& id) {
  objects_.erase(id);
  events_.emplace_back(id, std::nullopt);
}

absl::Status MemoryStore::TakeFailure(const resource::Kind& kind) {
  std::vector<absl::Status>& failures = failures_[kind];
  if (failures.empty()) return absl::OkStatus();
  absl::Status failure = std::move(failures.front());
  failures.erase(failures.begin());
  return failure;
}

}  // namespace meshgate::infra
