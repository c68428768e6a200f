// The convention of file mode that a Namespace which is used but not given exists.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_IMPLIED_NAMESPACES_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_IMPLIED_NAMESPACES_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "controllers/provider/batch.h"
#include "core/resource/object_id.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::provider {

// Counts the objects of each namespace. An implied Namespace has nothing but what admission gives
// it. Not thread-safe.
class ImpliedNamespaces {
 public:
  // Tell of every object that the files give or no longer give, Namespaces included.
  void Added(const resource::ObjectId& id);
  void Removed(const resource::ObjectId& id);

  // Adds to `batch`, whose objects have all been told, what follows for Namespaces.
  void Complete(const resource::SchemaCatalog& catalog, Batch& batch);

 private:
  void Count(const resource::ObjectId& id, int change);

  struct Use {
    size_t objects = 0;
    bool given = false;
    bool implied = false;  // put by us
  };
  std::map<std::string, Use> uses_;
  std::set<std::string> touched_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_IMPLIED_NAMESPACES_H_
