// Which Services the demo backend stands in for: those that have no EndpointSlice.
#ifndef MESHGATE_CONTROLLERS_APP_DEMO_SERVICES_H_
#define MESHGATE_CONTROLLERS_APP_DEMO_SERVICES_H_

#include <functional>
#include <map>
#include <optional>
#include <set>

#include "controllers/demo/demo_backends.h"
#include "controllers/sinks/sink.h"
#include "controllers/sinks/xds/endpoint_stages.h"
#include "core/pipeline/model.h"
#include "core/resource/object.h"
#include "core/resource/object_id.h"

namespace meshgate::app {

// Follows Services and EndpointSlices, and overrides the endpoints of each port of a Service
// without slices with the address of a demo backend. [engine thread]
class DemoServices final : public sinks::Sink {
 public:
  // What Endpoints::Override takes.
  using Override =
      std::function<void(const pipeline::BackendId&, std::optional<xds::EndpointAddress>)>;

  // Backends in `taken` are left alone.
  DemoServices(std::set<pipeline::BackendId> taken, Override override)
      : taken_(std::move(taken)), override_(std::move(override)) {}

  void Start(sinks::Desk) override {}
  void Read(const provider::Batch& batch) override;
  bool AfterCommit(const std::set<resource::ObjectId>&) override { return false; }
  void Open() override {}

 private:
  struct Service {
    std::set<int> ports;  // empty: there is no such Service
    int slices = 0;
    std::set<int> served;  // ports that are overridden
  };

  // Objects of other kinds are ignored.
  void Put(const resource::Object& object);
  void Erase(const resource::ObjectId& id);
  void SetSliceOwner(const resource::ObjectId& slice, std::optional<resource::ObjectId> service);
  void Apply(const resource::ObjectId& id, Service& service);

  const std::set<pipeline::BackendId> taken_;
  const Override override_;
  demo::DemoBackends backends_;
  std::map<resource::ObjectId, Service> services_;
  std::map<resource::ObjectId, resource::ObjectId> slice_owners_;
  std::set<resource::ObjectId> touched_;  // Services
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_DEMO_SERVICES_H_
