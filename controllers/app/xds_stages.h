// The one place where the translator and the xDS sink meet.
#ifndef MESHGATE_CONTROLLERS_APP_XDS_STAGES_H_
#define MESHGATE_CONTROLLERS_APP_XDS_STAGES_H_

#include <utility>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/stages.h"
#include "core/loader/registry.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

// Before the first write. [engine thread]
inline xds::Resources AddXdsStages(pipeline::Translator& translator,
                                   const loader::Registry& registry) {
  xds::HttpOptions http;
  http.escaped_slashes = translator.options().escaped_slashes;
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    if (!kind.spec.envoy_filter) continue;
    http.filters.push_back({xds::EnvoyFilterName(kind.kind), *kind.spec.envoy_filter});
  }
  pipeline::Tables& tables = translator.tables();
  return xds::AddStages(
      translator.engine(),
      {tables.described, tables.routes, tables.frontends, tables.entries, tables.hosts,
       tables.l4, tables.listeners, tables.clusters, tables.certificates, std::move(http)});
}

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_XDS_STAGES_H_
