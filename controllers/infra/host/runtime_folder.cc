#include "controllers/infra/host/runtime_folder.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "core/base/read_file.h"
#include "core/base/status_macros.h"

namespace meshgate::infra {
namespace {

constexpr size_t kNameLength = 32;
constexpr char kRecordSuffix[] = ".record";
constexpr char kAdminSuffix[] = ".admin";
// The longest socket path of the system, without its final zero.
constexpr size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;
constexpr size_t kMaxFolderPath = kMaxSocketPath - 1 - kNameLength - (sizeof(kAdminSuffix) - 1);

absl::Status FolderError(const std::string& path, const std::string& what) {
  return absl::FailedPreconditionError("runtime folder " + path + ": " + what);
}

absl::Status MakePrivateFolder(const std::string& path) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  std::filesystem::create_directories(parent, error);
  if (mkdir(path.c_str(), 0700) == 0) return absl::OkStatus();
  if (errno != EEXIST) {
    return FolderError(path, "cannot be made (" + std::string(std::strerror(errno)) +
                                 "); make it, or choose another folder");
  }
  struct stat status;
  if (lstat(path.c_str(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    return FolderError(path, "is not a folder; choose another one");
  }
  if (status.st_uid != geteuid()) {
    return FolderError(path, absl::StrFormat("belongs to user %d, but this process runs as user %d "
                                             "and cannot write there; choose another folder",
                                             status.st_uid, geteuid()));
  }
  if ((status.st_mode & 077) != 0) {
    return FolderError(path, absl::StrFormat("is open to other users (mode %04o); make it private "
                                             "with chmod 700, or choose another folder",
                                             status.st_mode & 07777));
  }
  return absl::OkStatus();
}

// The lock is the kernel's, so it ends with its holder; the pid in the file is for people.
absl::StatusOr<UniqueFd> LockFolder(const std::string& folder) {
  const std::string path = folder + "/lock";
  UniqueFd lock(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) {
    return FolderError(folder, "cannot be written (" + std::string(std::strerror(errno)) +
                                   "); make it writable, or choose another folder");
  }
  if (flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return FolderError(folder, "is in use by the manager with process id " +
                                   base::ReadFileOrEmpty(path) +
                                   "; stop that one, or choose another folder");
  }
  const std::string pid = std::to_string(getpid());
  if (ftruncate(lock.get(), 0) != 0 ||
      pwrite(lock.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return FolderError(folder, "cannot be written (" + std::string(std::strerror(errno)) + ")");
  }
  return lock;
}

// One "field=value" a line.
std::string RenderRecord(const ProxyRecord& record) {
  return "gateway=" + record.gateway + "\npid=" + std::to_string(record.pid) +
         "\nidentity=" + record.identity + "\nconfiguration=" + record.configuration + "\n";
}

std::optional<ProxyRecord> ParseRecord(const std::string& text) {
  std::map<std::string, std::string> fields;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    fields.insert(absl::StrSplit(line, absl::MaxSplits('=', 1)));
  }
  ProxyRecord record{.gateway = fields["gateway"],
                     .identity = fields["identity"],
                     .configuration = fields["configuration"]};
  if (!absl::SimpleAtoi(fields["pid"], &record.pid) || record.pid <= 1) return std::nullopt;
  if (record.gateway.empty() || record.identity.empty()) return std::nullopt;
  return record;
}

}  // namespace

std::string GatewayFileName(std::string_view gateway) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(gateway.data()), gateway.size(), digest);
  std::string name;
  for (size_t i = 0; i < kNameLength / 2; ++i) absl::StrAppendFormat(&name, "%02x", digest[i]);
  return name;
}

absl::Status WriteFile(const std::string& path, std::string_view content) {
  const std::string draft = path + ".new";
  const auto failed = [&path] {
    return absl::UnavailableError("cannot write " + path + ": " + std::strerror(errno));
  };
  UniqueFd file(open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!file) return failed();
  while (!content.empty()) {
    const ssize_t written = write(file.get(), content.data(), content.size());
    if (written < 0 && errno != EINTR) return failed();
    if (written > 0) content.remove_prefix(written);
  }
  file.Close();
  if (std::rename(draft.c_str(), path.c_str()) != 0) return failed();
  return absl::OkStatus();
}

absl::StatusOr<RuntimeFolder> RuntimeFolder::Open(std::string path) {
  path = std::filesystem::absolute(path).lexically_normal().string();
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path.size() > kMaxFolderPath) {
    return FolderError(path, absl::StrFormat("its path has %d bytes, but Unix sockets in it have a "
                                             "valid address only up to %d; choose a shorter path",
                                             path.size(), kMaxFolderPath));
  }
  MG_RETURN_IF_ERROR(MakePrivateFolder(path));
  MG_ASSIGN_OR_RETURN(UniqueFd lock, LockFolder(path));
  return RuntimeFolder(std::move(path), std::move(lock));
}

ProxyFiles RuntimeFolder::Files(std::string_view gateway) const {
  const std::string base = path_ + "/" + GatewayFileName(gateway);
  return {.xds_socket = base + ".xds",
          .admin_socket = base + kAdminSuffix,
          .bootstrap = base + ".json",
          .record = base + kRecordSuffix};
}

std::vector<ProxyRecord> RuntimeFolder::Records() const {
  std::vector<ProxyRecord> records;
  std::error_code error;
  for (std::filesystem::directory_iterator file(path_, error), end; !error && file != end;
       file.increment(error)) {
    if (file->path().extension() != kRecordSuffix) continue;
    std::optional<ProxyRecord> record = ParseRecord(base::ReadFileOrEmpty(file->path().string()));
    if (record) records.push_back(*std::move(record));
  }
  return records;
}

absl::Status RuntimeFolder::Write(const ProxyRecord& record) const {
  return WriteFile(Files(record.gateway).record, RenderRecord(record));
}

void RuntimeFolder::Remove(std::string_view gateway) const {
  const ProxyFiles files = Files(gateway);
  for (const std::string& path : {files.record, files.bootstrap, files.admin_socket}) {
    unlink(path.c_str());
  }
}

}  // namespace meshgate::infra
