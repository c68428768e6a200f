#include "core/loader/plugin_files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include "core/base/status_macros.h"

namespace meshgate::loader {
namespace {

namespace fs = std::filesystem;

// `what` is "file" or "folder".
absl::Status CheckOwnersOnly(const fs::path& path, std::string_view what) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) {
    return absl::NotFoundError("cannot read plugin " + std::string(what) + " " + path.string() +
                               ": " + std::strerror(errno) + "; correct the path");
  }
  if (!WritableByOthers(info.st_mode, info.st_uid, info.st_gid)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      "plugin " + std::string(what) + " " + path.string() +
      " may be written by others than its owner, who could run code in this process; run: " +
      "chmod go-w " + path.string());
}

// Adds the plugin at `path`, which may be a link: what counts is the file behind it and that file's
// folder, since who may write there may exchange the file.
absl::Status AddFile(const fs::path& path, std::set<std::string>& files) {
  std::error_code error;
  const fs::path file = fs::canonical(path, error);
  if (error) {
    return absl::NotFoundError("cannot read plugin " + path.string() + ": " + error.message() +
                               "; correct the path");
  }
  MG_RETURN_IF_ERROR(CheckOwnersOnly(file.parent_path(), "folder"));
  MG_RETURN_IF_ERROR(CheckOwnersOnly(file, "file"));
  files.insert(file.string());
  return absl::OkStatus();
}

absl::Status AddFolder(const fs::path& folder, std::set<std::string>& files) {
  MG_RETURN_IF_ERROR(CheckOwnersOnly(folder, "folder"));
  std::error_code error;
  std::set<fs::path> found;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".so") found.insert(it->path());
  }
  if (error) {
    return absl::NotFoundError("cannot list plugin folder " + folder.string() + ": " +
                               error.message() + "; correct the path");
  }
  for (const fs::path& path : found) MG_RETURN_IF_ERROR(AddFile(path, files));
  return absl::OkStatus();
}

}  // namespace

bool WritableByOthers(mode_t mode, uid_t owner, gid_t group) {
  const bool group_is_owner = owner != 0 && group == owner;
  return (mode & S_IWOTH) != 0 || ((mode & S_IWGRP) != 0 && !group_is_owner);
}

absl::StatusOr<std::vector<std::string>> ListPluginFiles(const std::vector<std::string>& paths) {
  std::set<std::string> files;
  for (const fs::path path : std::set<std::string>(paths.begin(), paths.end())) {
    std::error_code ignored;
    MG_RETURN_IF_ERROR(fs::is_directory(path, ignored) ? AddFolder(path, files)
                                                       : AddFile(path, files));
  }
  return std::vector<std::string>(files.begin(), files.end());
}

}  // namespace meshgate::loader
