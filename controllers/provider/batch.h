// What every source of objects hands to the manager, whether it reads files or a cluster.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_BATCH_H_
#define MESHGATE_CONTROLLERS_PROVIDER_BATCH_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/resource/object.h"
#include "core/resource/object_id.h"
#include "core/resource/value.h"

namespace meshgate::provider {

enum class Severity { kInfo, kWarning, kError };

// Something the owner of the input should read.
struct Finding {
  Severity severity = Severity::kError;
  std::string file;             // "" when no single file is meant
  resource::Position position;  // in `file`
  std::string object;           // "HTTPRoute demo/echo"; "" when no single object is meant
  std::string message;          // names the field and the way out

  friend bool operator==(const Finding&, const Finding&) = default;
};

// "routes.yaml:3:7: HTTPRoute demo/echo: MESSAGE", printable whatever the input holds. [pure]
std::string ToString(const Finding& finding);

// One transaction of the input: only what changed since the batch before. Both lists are ordered
// by identity and disjoint.
struct Batch {
  std::vector<resource::ObjectPtr> put;
  std::vector<resource::ObjectId> erased;
  std::vector<Finding> findings;  // new ones only
  bool initial = false;           // everything that there is, listed once
  // Of the objects that are read by name: there is none of this name.
  std::vector<resource::ObjectId> absent;
  // The last call that named objects to be read (Provider::Want) of which all are known
  // now, to be there or not; calls are counted from 1.
  uint64_t wants_answered = 0;

  bool empty() const {
    return put.empty() && erased.empty() && findings.empty() && absent.empty() && !initial &&
           wants_answered == 0;
  }
};

// Called on the provider's own thread, one batch after the other.
using BatchHandler = std::function<void(Batch)>;

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_BATCH_H_
