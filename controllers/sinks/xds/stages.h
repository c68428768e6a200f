// The rendering stages: the translator's last tables as serialised xDS resources. They live in the
// translator's own engine, so that one change renders what it touches and nothing else.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_STAGES_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_STAGES_H_

#include <string>
#include <vector>

#include "controllers/sinks/xds/render_listener.h"
#include "controllers/sinks/xds/render_rule.h"
#include "controllers/sinks/xds/resource.h"
#include "core/base/secret_bytes.h"
#include "core/base/shared_bytes.h"
#include "core/engine/engine.h"
#include "core/ir/policy.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

// What is read of the translator.
struct Sources {
  engine::Table<pipeline::ObjectId, pipeline::DescribedRoute>& described;
  engine::Table<pipeline::ObjectId, pipeline::ResolvedRoute>& routes;
  engine::Table<pipeline::FrontendId, pipeline::Frontend>& frontends;
  engine::Table<pipeline::FrontendId, ir::PolicyFragment>& frontend_policies;
  engine::Table<pipeline::EntryId, pipeline::Entry>& entries;
  engine::Table<pipeline::HostId, pipeline::Host>& hosts;
  engine::Table<pipeline::HostId, pipeline::L4Service>& l4;
  engine::Table<pipeline::PortId, pipeline::PortListener>& listeners;
  engine::Table<pipeline::ClusterId, pipeline::Cluster>& clusters;
  engine::Table<pipeline::ObjectId, pipeline::Certificate>& certificates;
  HttpOptions http = {};
};

// The rules of one route for one frontend, parallel to ir::Route::rules.
struct RenderedRoute {
  std::vector<RenderedRule> rules;
  bool operator==(const RenderedRoute&) const = default;
};

struct RenderedListener {
  base::SharedBytes bytes;
  std::vector<TypedName> asks_for;  // sorted, distinct
  bool operator==(const RenderedListener&) const = default;
};

// Exported; names of resources are in names.h.
struct Resources {
  // Each one `virtual_hosts` field of the port's RouteConfiguration.
  engine::Stage<pipeline::EntryId, base::SharedBytes>& hosts;
  engine::Stage<pipeline::PortId, RenderedListener>& listeners;
  engine::Stage<pipeline::ClusterId, base::SharedBytes>& clusters;
  engine::Stage<pipeline::CertificateId, base::SecretBytes>& secrets;
};

// Adds the stages after the translator's own and before the first write. The engine owns them.
// [engine thread]
Resources AddStages(engine::Engine& engine, const Sources& sources);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_STAGES_H_
