#include "controllers/provider/file/folder_scan.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "controllers/provider/file/object_file.h"

namespace meshgate::provider {
namespace {

namespace fs = std::filesystem;

// A sub-folder that vanished meanwhile is none.
void ScanFolder(const fs::path& folder, bool is_root, FolderScan& scan) {
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (!error) scan.folders.push_back(folder.string());
  std::vector<fs::path> sub_folders;
  while (!error && entries != fs::directory_iterator()) {
    const fs::directory_entry entry = *entries;
    const std::string name = entry.path().filename().string();
    std::error_code gone;  // an entry that vanished meanwhile is none
    if (entry.symlink_status(gone).type() == fs::file_type::directory) {
      if (!name.starts_with('.')) sub_folders.push_back(entry.path());
    } else if (IsObjectFileName(name)) {
      scan.files.push_back(entry.path().string());
    }
    entries.increment(error);
  }
  const bool vanished = error == std::errc::no_such_file_or_directory;
  if (error && (is_root || !vanished))
    scan.unreadable.push_back({folder.string(), error.message()});
  std::sort(sub_folders.begin(), sub_folders.end());
  for (const fs::path& sub_folder : sub_folders) ScanFolder(sub_folder, /*is_root=*/false, scan);
}

}  // namespace

std::vector<std::string> NormalPaths(const std::vector<std::string>& paths) {
  std::vector<std::string> normal;
  for (const std::string& path : paths) {
    fs::path clean = fs::path(path).lexically_normal();
    if (clean.filename().empty() && clean.has_relative_path()) clean = clean.parent_path();
    normal.push_back(clean.string());
  }
  return normal;
}

FolderScan ScanFolders(const std::vector<std::string>& roots) {
  FolderScan scan;
  for (const std::string& root : roots) {
    std::error_code error;
    const fs::file_status status = fs::status(root, error);
    if (status.type() == fs::file_type::directory) {
      ScanFolder(root, /*is_root=*/true, scan);
    } else if (fs::exists(status)) {
      scan.files.push_back(root);
    } else {
      scan.unreadable.push_back({root, error ? error.message() : "No such file or directory"});
    }
  }
  std::sort(scan.files.begin(), scan.files.end());
  scan.files.erase(std::unique(scan.files.begin(), scan.files.end()), scan.files.end());
  return scan;
}

}  // namespace meshgate::provider
