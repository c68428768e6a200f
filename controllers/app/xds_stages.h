// The one place where the translator and the xDS sink meet.
#ifndef MESHGATE_CONTROLLERS_APP_XDS_STAGES_H_
#define MESHGATE_CONTROLLERS_APP_XDS_STAGES_H_

#include "controllers/sinks/xds/stages.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

// Before the first write. [engine thread]
inline xds::Resources AddXdsStages(pipeline::Translator& translator) {
  pipeline::Tables& tables = translator.tables();
  return xds::AddStages(
      translator.engine(),
      {tables.described, tables.routes, tables.routes_by_attachment, tables.frontends, tables.hosts,
       tables.l4, tables.listeners, tables.clusters});
}

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_XDS_STAGES_H_
