// What tells, without reading it, that a file has changed.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_FACTS_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_FACTS_H_

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace meshgate::provider {

struct FileFacts {
  dev_t device = 0;
  ino_t inode = 0;
  off_t size = 0;
  int64_t modified_ns = 0;
  int64_t changed_ns = 0;  // its inode: permissions, links

  friend bool operator==(const FileFacts&, const FileFacts&) = default;
};

// Of the file behind all links; zeros when there is none.
FileFacts FactsOf(const std::string& path);

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_FACTS_H_
