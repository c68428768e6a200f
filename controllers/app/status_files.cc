#include "controllers/app/status_files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "core/base/hash.h"
#include "core/resource/yaml.h"

namespace meshgate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".status.yaml";

// "_" and "~" are in no part of it. A name too long for a file system (255 bytes, one of them for
// the dot of a draft) ends in its hash.
std::string FileName(const resource::ObjectId& id) {
  constexpr size_t kLongest = 240;
  constexpr size_t kReadable = 200;
  const std::string ns = id.ns.empty() ? "" : "_" + id.ns;
  std::string name = resource::ToString(id.kind) + ns + "_" + id.name;
  if (name.size() > kLongest) {
    const base::Hash128 hash = base::HashBytes(name);
    name = absl::StrCat(name.substr(0, kReadable), "~", absl::Hex(hash.high, absl::kZeroPad16),
                        absl::Hex(hash.low, absl::kZeroPad16));
  }
  return name + std::string(kSuffix);
}

absl::Status Refuse(const std::string& folder, const std::string& reason) {
  return absl::PermissionDeniedError("cannot write statuses into " + folder + ": " + reason +
                                     "; give --status-dir a folder that you may write to");
}

}  // namespace

absl::StatusOr<StatusFiles> StatusFiles::Open(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Refuse(folder, error.message());
  if (access(folder.c_str(), W_OK | X_OK) != 0) return Refuse(folder, "Permission denied");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().ends_with(kSuffix)) continue;
    fs::remove(entry.path(), error);
    if (error) return Refuse(folder, error.message());
  }
  return StatusFiles(folder);
}

absl::Status StatusFiles::Write(const StatusChange& change) const {
  const fs::path path = fs::path(folder_) / FileName(change.id);
  std::error_code error;
  if (!change.document) {
    fs::remove(path, error);
    return error ? Refuse(folder_, error.message()) : absl::OkStatus();
  }
  std::string text;
  resource::EncodeYaml(status::Encode(*change.document), text);
  const fs::path partial = fs::path(folder_) / ("." + FileName(change.id));
  std::ofstream file(partial, std::ios::trunc);
  file << text;
  file.close();
  if (!file) return Refuse(folder_, "the file " + partial.string() + " cannot be written");
  fs::rename(partial, path, error);
  return error ? Refuse(folder_, error.message()) : absl::OkStatus();
}

}  // namespace meshgate::app
