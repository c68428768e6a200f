#include "controllers/sinks/xds/endpoints.h"

#include <utility>

#include "core/resource/well_known.h"

namespace meshgate::xds {
namespace {

bool IsRead(const resource::Kind& kind) {
  return kind == resource::kEndpointSlice || kind == resource::kService;
}

}  // namespace

Endpoints::Endpoints(EndpointOptions options, Changed changed)
    : changed_(std::move(changed)),
      tables_(AddEndpointStages(engine_, options)),
      thread_([this] { Run(); }) {}

Endpoints::~Endpoints() {
  {
    base::MutexLock lock(mutex_);
    stop_ = true;
    signal_.SignalAll();
  }
  thread_.join();
}

void Endpoints::Put(resource::ObjectPtr object) {
  if (!IsRead(object->id().kind)) return;
  base::MutexLock lock(mutex_);
  const resource::ObjectId id = object->id();
  batch_.objects[id] = std::move(object);
  signal_.SignalAll();
}

void Endpoints::Erase(const resource::ObjectId& id) {
  if (!IsRead(id.kind)) return;
  base::MutexLock lock(mutex_);
  batch_.objects[id] = resource::ObjectPtr();
  signal_.SignalAll();
}

void Endpoints::Override(const pipeline::BackendId& backend,
                         std::optional<EndpointAddress> address) {
  base::MutexLock lock(mutex_);
  batch_.overrides[backend] = std::move(address);
  signal_.SignalAll();
}

void Endpoints::Wait() {
  base::MutexLock lock(mutex_);
  while (!batch_.empty() || busy_) signal_.Wait(mutex_);
}

std::vector<engine::StageWork> Endpoints::WorkPerStage() {
  base::MutexLock lock(engine_mutex_);
  return engine_.WorkPerStage();
}

void Endpoints::Run() {
  while (true) {
    Batch batch;
    {
      base::MutexLock lock(mutex_);
      busy_ = false;
      signal_.SignalAll();
      while (batch_.empty() && !stop_) signal_.Wait(mutex_);
      if (stop_) return;
      batch = std::exchange(batch_, {});
      busy_ = true;
    }
    Commit(batch);
  }
}

void Endpoints::Commit(const Batch& batch) {
  std::vector<AssignmentChange> changes;
  {
    base::MutexLock lock(engine_mutex_);
    for (const auto& [id, object] : batch.objects) {
      auto& input = id.kind == resource::kEndpointSlice ? tables_.slices : tables_.services;
      object ? input.Put(id, object) : input.Erase(id);
    }
    for (const auto& [backend, address] : batch.overrides) {
      address ? tables_.overrides.Put(backend, *address) : tables_.overrides.Erase(backend);
    }
    engine_.Commit();
    tables_.assignments.ForEachChange(
        [&](const pipeline::BackendId& backend, const base::SharedBytes* assignment) {
          changes.push_back({backend, assignment ? *assignment : base::SharedBytes()});
        });
  }
  if (!changes.empty()) changed_(changes);
}

}  // namespace meshgate::xds
