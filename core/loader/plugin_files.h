// Which files are loaded, and whether they may be trusted. [load-time only]
#ifndef MESHGATE_CORE_LOADER_PLUGIN_FILES_H_
#define MESHGATE_CORE_LOADER_PLUGIN_FILES_H_

#include <sys/stat.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace meshgate::loader {

// The plugins that `paths` name: files, and of folders their files *.so. Links are followed; the
// result is sorted and free of duplicates, so the order of `paths` means nothing. NotFound for a
// path that does not exist, PermissionDenied for a file or folder that others may write.
absl::StatusOr<std::vector<std::string>> ListPluginFiles(const std::vector<std::string>& paths);

// Whether somebody else than the owner and root can write. A group with the owner's number is the
// owner's alone, by the convention behind umask 002. [pure]
bool WritableByOthers(mode_t mode, uid_t owner, gid_t group);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_PLUGIN_FILES_H_
