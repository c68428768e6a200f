// How people read a backend. [pure]
#ifndef MESHGATE_CORE_PIPELINE_BACKEND_TEXT_H_
#define MESHGATE_CORE_PIPELINE_BACKEND_TEXT_H_

#include <string>

#include "core/pipeline/model.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline {

// "Service demo/echo port 80".
inline std::string ToString(const BackendId& backend) {
  return "Service " + resource::NamespacedName(backend.ns, backend.service) + " port " +
         std::to_string(backend.port);
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_BACKEND_TEXT_H_
