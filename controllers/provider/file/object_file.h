// One file of Kubernetes objects, read and admitted as an API server would.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_OBJECT_FILE_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_OBJECT_FILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "controllers/provider/batch.h"
#include "core/resource/document.h"
#include "core/resource/object.h"
#include "core/resource/object_id.h"
#include "core/resource/schema_catalog.h"
#include "core/resource/value.h"

namespace meshgate::provider {

// Whether a file of this name holds objects: *.yaml, *.yml and *.json, in any case. Hidden files
// and what editors leave behind (name~, .name.swp, 4913) do not.
bool IsObjectFileName(std::string_view name);

struct FoundObject {
  resource::ObjectPtr object;
  resource::Position position;
};

// What the text of such a file says: JSON where its name says so, else YAML. [pure]
resource::Decoded DecodeObjects(std::string_view path, std::string_view text);

// An object that the API server would refuse, or that has fields which nobody knows: kubectl, too,
// decodes strictly. To drop a misplaced field is to serve something else than was written.
struct RefusedObject {
  resource::ObjectId id;  // empty kind when not even the identity can be read
  std::vector<Finding> findings;
};

// An object of a kind that nobody reads. `expected`: its owner may expect that it is served, since
// the kind is in a group of Gateway API (its plugin is absent, or it is misspelt), or the object
// looks like a route or a policy: it has spec.parentRefs or spec.targetRefs. Nobody expects it of a
// Deployment: a folder may well hold all that an application consists of.
struct IgnoredObject {
  std::string kind;  // "Widget.gateway.example.com"
  std::string name;  // "Widget demo/a"
  resource::Position position;
  bool expected = false;
  std::string near = {};  // the kind that was perhaps meant: "HTTPRoute"
  // Of a BackendTLSPolicy: the Services that it is about, "Service demo/a".
  std::vector<std::string> services = {};
};

enum class ReadResult {
  kRead,     // the lists below hold what the file says
  kEmpty,    // nothing but white space: perhaps its writer has only begun
  kMissing,  // no such file
  // For these two `findings` says why, and nothing else is set.
  kUnreadable,  // the system does not let us read it, now
  kBroken,      // what it says cannot be used
};

struct FileContent {
  ReadResult result = ReadResult::kRead;
  std::vector<FoundObject> objects;  // in the order of the file
  std::vector<RefusedObject> refused;
  std::vector<IgnoredObject> ignored;
  std::vector<Finding> findings;  // about the file as a whole
};

// Reads the file now; never blocks on what is no regular file. [thread-safe]
FileContent ReadObjectFile(const std::string& path, const resource::SchemaCatalog& catalog);

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_OBJECT_FILE_H_
