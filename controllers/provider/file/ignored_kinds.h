// Tells of objects that files give and that this manager will never serve.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_IGNORED_KINDS_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_IGNORED_KINDS_H_

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "controllers/provider/batch.h"
#include "controllers/provider/file/object_file.h"

namespace meshgate::provider {

// One warning for each kind of which some object was expected to be served (see IgnoredObject),
// with the number of its objects and the first of them by path and position. The kind is told again
// only after all its objects were gone, or when they concern more Services. Not thread-safe.
class IgnoredKinds {
 public:
  // Of `silenced` kinds, "Widget.gateway.example.com", nothing is told.
  explicit IgnoredKinds(const std::vector<std::string>& silenced)
      : silenced_(silenced.begin(), silenced.end()) {}

  // What a file gives now; takes the place of what it gave before.
  void Set(const std::string& path, const std::vector<IgnoredObject>& objects);

  // Adds to `batch` the warnings about kinds that came up since the last call.
  void Complete(Batch& batch);

 private:
  struct InFile {
    size_t objects = 0;
    size_t expected = 0;  // of them
    std::set<std::string> services;
    IgnoredObject first;
  };
  struct Use {
    std::map<std::string, InFile> files;  // by path; never empty
    size_t expected = 0;                  // objects in all files
    bool untold = true;
    std::set<std::string> services_told;
  };
  const std::set<std::string> silenced_;
  std::map<std::string, Use> uses_;                           // by kind
  std::map<std::string, std::vector<std::string>> kinds_of_;  // path -> its kinds
  std::set<std::string> touched_;                             // kinds
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_IGNORED_KINDS_H_
