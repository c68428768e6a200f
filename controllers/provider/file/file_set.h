// The objects of many files as one set: who wins when two files give the same object, and what
// changed since it was last asked.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_SET_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_SET_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "controllers/provider/batch.h"
#include "controllers/provider/file/ignored_kinds.h"
#include "controllers/provider/file/implied_namespaces.h"
#include "controllers/provider/file/object_file.h"
#include "core/base/hash.h"
#include "core/resource/object.h"
#include "core/resource/object_id.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::provider {

// Each file is a transaction: a broken file keeps the objects of its last good reading, and a
// refused object what was last accepted of it. Of two places that give one object the first by
// path, then by position, stays. Not thread-safe.
class FileSet {
 public:
  // `catalog` must outlive this. `silenced_kinds`: see IgnoredKinds.
  explicit FileSet(const resource::SchemaCatalog& catalog,
                   const std::vector<std::string>& silenced_kinds = {})
      : catalog_(catalog), ignored_kinds_(silenced_kinds) {}

  // What a file says now. A missing file is removed.
  void Set(const std::string& path, FileContent content);
  void Remove(const std::string& path);
  // A finding about no file of the set, such as a folder that is gone.
  void Report(Finding finding) { batch_.findings.push_back(std::move(finding)); }

  std::vector<std::string> paths() const;

  // What changed since the last call.
  Batch TakeChanges();

 private:
  struct File {
    std::map<resource::ObjectId, resource::Position> claims;
    std::vector<Finding> findings;
    bool broken = false;
  };
  struct Claim {
    resource::ObjectPtr object;
    resource::Position position;
  };
  // The places that give one object, in the order of their paths, and what was last told of it.
  struct Entry {
    std::map<std::string, Claim> claims;
    std::vector<Finding> reported;
    resource::ObjectPtr sent;
  };

  void Replace(const std::string& path, File& file, FileContent& content);
  void DropClaim(const std::string& path, const resource::ObjectId& id);
  void ReportNew(std::vector<Finding>& known, std::vector<Finding> now);
  void TakeChange(const resource::ObjectId& id, Entry& entry);
  std::vector<Finding> Duplicates(const resource::ObjectId& id, const Entry& entry) const;

  const resource::SchemaCatalog& catalog_;
  std::map<std::string, File> files_;
  std::map<resource::ObjectId, Entry> entries_;
  std::set<resource::ObjectId> touched_;
  ImpliedNamespaces namespaces_;
  IgnoredKinds ignored_kinds_;
  Batch batch_;  // being collected
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_SET_H_
