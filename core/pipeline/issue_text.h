// What a plugin found wrong with an object, for the objects that refer to it.
#ifndef MESHGATE_CORE_PIPELINE_ISSUE_TEXT_H_
#define MESHGATE_CORE_PIPELINE_ISSUE_TEXT_H_

#include <string>

#include "core/loader/described.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline {

// "HeaderFilter demo/a spec.value: why, and the way out"; a failure of the plugin names the object
// itself. [pure]
inline std::string ToText(const resource::ObjectId& id, const loader::Issue& issue) {
  if (issue.reason == loader::kPluginFailed) return issue.message;
  return ToString(id) + " " + issue.field + ": " + issue.message;
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_ISSUE_TEXT_H_
