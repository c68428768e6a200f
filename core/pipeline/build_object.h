// What the plugin of an object makes of it, once what it refers to is known: the steps that all
// roles share that build of whole objects.
#ifndef MESHGATE_CORE_PIPELINE_BUILD_OBJECT_H_
#define MESHGATE_CORE_PIPELINE_BUILD_OBJECT_H_

#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "core/loader/call_plugin.h"
#include "core/pipeline/resolving.h"

namespace meshgate::pipeline {

template <typename Fragment>
struct BuiltObject {
  Fragment fragment = {};
  // Why it cannot be used: what its plugin says, or where a reference leads nowhere, as `lead`
  // tells. `fragment` and `notes` are empty with it.
  std::optional<loader::Issue> unusable = {};
  Lead lead = Lead::kFound;
  std::vector<loader::Issue> notes = {};
};

// Reads `references` and what they lead to, where the kind reads anything at all.
template <typename Kind>
auto BuildObject(const Kind& kind, const resource::Object& object, ObjectReferences& references,
                 const ReferenceResolver& resolver, engine::Reader& reader) {
  BuiltObject<decltype(loader::CallBuild(kind, object).fragment)> out;
  ReferenceResolver::Result resolved;
  if (!kind.spec.reads.empty()) {
    const References& said = *reader.Find(references, object.id());
    if (!said.issues.empty()) {
      out.unusable = said.issues.front();
      return out;
    }
    resolved = resolver.Resolve(said, reader);
    if (resolved.lead != Lead::kFound) {
      out.unusable = std::move(resolved.problem);
      out.lead = resolved.lead;
      return out;
    }
    out.notes = said.notes;
  }
  auto built = loader::CallBuild(kind, object, resolved.found);
  if (!built.issues.empty()) {
    out.unusable = std::move(built.issues.front());
    out.notes.clear();
    return out;
  }
  out.fragment = std::move(built.fragment);
  std::move(built.notes.begin(), built.notes.end(), std::back_inserter(out.notes));
  return out;
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_BUILD_OBJECT_H_
