// What a plugin found wrong with an object, as conditions say it. [pure]
#ifndef MESHGATE_CORE_PIPELINE_ISSUE_TEXT_H_
#define MESHGATE_CORE_PIPELINE_ISSUE_TEXT_H_

#include <string>
#include <vector>

#include "core/loader/described.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline {

inline bool IsFailure(const loader::Issue& issue) { return issue.reason == loader::kPluginFailed; }

// Of the object itself: "spec.value: why, and the way out".
inline std::string ToText(const loader::Issue& issue) {
  return IsFailure(issue) ? issue.message : issue.field + ": " + issue.message;
}

// For the objects that refer to it: "HeaderFilter demo/a spec.value: why, and the way out"; a
// failure of the plugin names the object itself.
inline std::string ToText(const resource::ObjectId& id, const loader::Issue& issue) {
  return IsFailure(issue) ? issue.message : ToString(id) + " " + ToText(issue);
}

// One sentence for each: of the object itself, or with its id for those that refer to it.
template <typename... Id>
std::string ToSentences(const std::vector<loader::Issue>& notes, const Id&... id) {
  std::string sentences;
  for (const loader::Issue& note : notes) {
    sentences += (sentences.empty() ? "" : " ") + ToText(id..., note) + ".";
  }
  return sentences;
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_ISSUE_TEXT_H_
