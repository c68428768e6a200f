// Which files the given files and folders stand for at this moment.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_FOLDER_SCAN_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_FOLDER_SCAN_H_

#include <string>
#include <vector>

namespace meshgate::provider {

// A root, or a folder below one, that is not there or cannot be listed completely.
struct UnreadableFolder {
  std::string path;
  std::string message;
};

struct FolderScan {
  std::vector<std::string> files;    // object files, sorted, distinct
  std::vector<std::string> folders;  // folders that were read, parents before children
  std::vector<UnreadableFolder> unreadable;
};

// The paths as the functions here and inotify write them: without "..", doubled or final slashes.
std::vector<std::string> NormalPaths(const std::vector<std::string>& paths);

// Reads folders with all their sub-folders; hidden ones, and symbolic links to folders below a
// root, are not entered. A root that is a file is taken whatever its name. `roots` are normal
// paths.
FolderScan ScanFolders(const std::vector<std::string>& roots);

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_FOLDER_SCAN_H_
