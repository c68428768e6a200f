// The one place where the translator and the xDS stages meet.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_TRANSLATOR_STAGES_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_TRANSLATOR_STAGES_H_

#include <utility>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/stages.h"
#include "core/loader/registry.h"
#include "core/pipeline/translator.h"

namespace meshgate::xds {

// Before the first write. [engine thread]
inline Resources AddStages(pipeline::Translator& translator, const loader::Registry& registry) {
  HttpOptions http;
  http.escaped_slashes = translator.options().escaped_slashes;
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    if (!kind.spec.envoy_filter) continue;
    http.filters.push_back({EnvoyFilterName(kind.kind), *kind.spec.envoy_filter});
  }
  pipeline::Tables& tables = translator.tables();
  return AddStages(
      translator.engine(),
      {tables.described, tables.routes, tables.frontends, tables.frontend_policies, tables.entries,
       tables.hosts, tables.l4, tables.listeners, tables.clusters, tables.certificates,
       std::move(http)});
}

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_TRANSLATOR_STAGES_H_
