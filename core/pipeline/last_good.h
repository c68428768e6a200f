// The memory of the stage `certificates`, kept outside of it: see Inputs::last_good_certificates.
#ifndef MESHGATE_CORE_PIPELINE_LAST_GOOD_H_
#define MESHGATE_CORE_PIPELINE_LAST_GOOD_H_

#include "core/pipeline/certificates.h"

namespace meshgate::pipeline {

// Called after each Commit by who feeds the translator: notes the pairs that Secrets now hold, and
// forgets those of Secrets that are gone or not wanted any more. What it writes changes no output
// by itself and needs no commit of its own: it is read when a Secret turns bad. [engine thread]
inline void NoteLastGood(const Certificates& certificates, const Inputs& inputs) {
  certificates.ForEachChange([&](const ObjectId& id, const Certificate* certificate) {
    if (certificate == nullptr || !certificate->pair) {
      inputs.last_good_certificates.Erase(id);
    } else if (!certificate->problem) {
      inputs.last_good_certificates.Put(id, *certificate->pair);
    }
  });
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_LAST_GOOD_H_
