// Where in the files each object stands, and each of its fields.
#ifndef MESHGATE_CONTROLLERS_CLI_SOURCE_MAP_H_
#define MESHGATE_CONTROLLERS_CLI_SOURCE_MAP_H_

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/resource/object_id.h"
#include "core/resource/schema_catalog.h"
#include "core/resource/value.h"

namespace meshgate::cli {

struct Place {
  std::string file;
  resource::Position position;
};

class SourceMap {
 public:
  // Reads the files once more, for their positions. `schemas` is not kept.
  SourceMap(const std::vector<std::string>& paths, const resource::SchemaCatalog& schemas);

  // The place of the field ("spec.rules[0].filters"), or of as much of it as is written; "" means
  // the object. An empty place when the object stands in no file.
  Place Find(const resource::ObjectId& id, std::string_view field) const;

  size_t files() const { return files_; }
  size_t documents() const { return documents_; }

 private:
  struct Source {
    std::string file;
    resource::Position position;
    resource::Value value;
  };
  void Add(const std::string& file, const resource::SchemaCatalog& schemas);

  size_t files_ = 0;
  size_t documents_ = 0;
  std::map<resource::ObjectId, Source> sources_;  // of an object that is given twice the first
};

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_SOURCE_MAP_H_
