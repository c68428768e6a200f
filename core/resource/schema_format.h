// The formats of strings that an API server enforces ("format" in a schema).
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_FORMAT_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_FORMAT_H_

#include <string_view>

namespace meshgate::resource {

struct StringFormat {
  std::string_view name;  // as messages write it: "ipv4"
  bool (*matches)(std::string_view text);
};

// The format of this name, dashes not counted ("date-time" is "datetime"); nullptr when unknown: an
// API server ignores such a format. Lives for the life of the process. [thread-safe]
const StringFormat* FindStringFormat(std::string_view name);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_FORMAT_H_
