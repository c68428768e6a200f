#include "controllers/provider/file/folder_watch.h"

#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "controllers/provider/file/object_file.h"

namespace meshgate::provider {
namespace {

namespace fs = std::filesystem;

constexpr uint32_t kMask = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                           IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr uint32_t kFolderGone = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;

constexpr char kSlowly[] = "; changes are seen within seconds instead of at once; ";

// kubelet swaps this link in a mounted ConfigMap; no event names the files that thereby change.
constexpr std::string_view kMountedData = "..data";

bool IsRegularFile(const std::string& path) {
  struct stat facts;
  return stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

// A new name of something complete: a symbolic link or one more hard link. Of another new file
// nothing is known before its writer closes it.
bool IsLink(const std::string& path) {
  struct stat facts;
  return lstat(path.c_str(), &facts) == 0 && (S_ISLNK(facts.st_mode) || facts.st_nlink > 1);
}

absl::Status WatchError(const std::string& folder) {
  const std::string way_out = errno == ENOSPC
                                  ? "raise the system's limit fs.inotify.max_user_watches"
                                  : "make the folder readable";
  return absl::ResourceExhaustedError("cannot watch " + folder + ": " + std::strerror(errno) +
                                      kSlowly + way_out);
}

}  // namespace

FolderWatch::FolderWatch() : fd_(inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  if (fd_ >= 0) return;
  unable_ = absl::ResourceExhaustedError(
      std::string("cannot watch files: ") + std::strerror(errno) + kSlowly +
      "raise the system's limits fs.inotify.max_user_instances and of open files");
}

FolderWatch::~FolderWatch() {
  if (fd_ >= 0) close(fd_);
}

FolderWatch::Watch* FolderWatch::Add(const std::string& folder, std::map<int, Watch>& next,
                                     absl::Status& status) {
  const int id = inotify_add_watch(fd_, folder.c_str(), kMask);
  if (id < 0) {
    if (errno != ENOENT && errno != ENOTDIR) status = WatchError(folder);
    return nullptr;
  }
  Watch& watch = next[id];
  watch.folder = folder;
  return &watch;
}

void FolderWatch::AddRoot(const std::string& root, std::map<int, Watch>& next,
                          absl::Status& status) {
  const fs::path path(root);
  std::string name = path.filename().string();
  fs::path folder = path.parent_path();
  while (!name.empty()) {
    if (Watch* watch = Add(folder.empty() ? "." : folder.string(), next, status)) {
      watch->root_names.insert(name);
      return;
    }
    name = folder.filename().string();
    folder = folder.parent_path();
  }
}

absl::StatusOr<bool> FolderWatch::Follow(const std::vector<std::string>& folders,
                                         const std::vector<std::string>& roots) {
  if (fd_ < 0) return unable_;
  absl::Status status;
  std::map<int, Watch> next;
  for (const std::string& root : roots) AddRoot(root, next, status);
  for (const std::string& folder : folders) {
    if (Watch* watch = Add(folder, next, status)) watch->whole = true;
  }
  bool is_new = false;
  for (const auto& [id, watch] : next) {
    const auto before = watches_.find(id);
    is_new = is_new || before == watches_.end() || before->second.whole != watch.whole;
  }
  for (const auto& [id, watch] : watches_) {
    if (!next.contains(id)) inotify_rm_watch(fd_, id);
  }
  watches_ = std::move(next);
  if (!status.ok()) return status;
  return is_new;
}

FolderEvents FolderWatch::Read() {
  FolderEvents events;
  if (fd_ < 0) return events;
  bool began = false;
  alignas(inotify_event) std::array<char, 16384> buffer;
  while (true) {
    const ssize_t size = read(fd_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return events;
    if (!std::exchange(began, true)) renames_.BeginRead();
    for (ssize_t offset = 0; offset < size;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + offset);
      Interpret(*event, events);
      offset += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
    }
  }
}

void FolderWatch::Interpret(const inotify_event& event, FolderEvents& events) {
  if (event.mask & IN_Q_OVERFLOW) {
    events.rescan = true;
    return;
  }
  const auto found = watches_.find(event.wd);
  if (found == watches_.end()) return;
  const Watch& watch = found->second;
  if (event.mask & kFolderGone) {
    events.rescan = true;
    if (event.mask & IN_IGNORED) watches_.erase(found);
    return;
  }
  const std::string name = event.len > 0 ? event.name : "";
  if (name == kMountedData && (event.mask & (IN_MOVED_TO | IN_CREATE))) {
    events.rescan = true;
    events.swapped = true;
    return;
  }
  const bool is_root = watch.root_names.contains(name);
  std::string path = (fs::path(watch.folder) / name).string();
  if (event.mask & IN_ISDIR) {
    if (is_root || (watch.whole && !name.starts_with('.'))) events.rescan = true;
  } else if (is_root && !IsRegularFile(path)) {
    events.rescan = true;
  } else if (is_root || (watch.whole && IsObjectFileName(name))) {
    InterpretFile(event, std::move(path), events);
  }
}

void FolderWatch::InterpretFile(const inotify_event& event, std::string path,
                                FolderEvents& events) {
  if (event.mask & (IN_CLOSE_WRITE | IN_ATTRIB)) {
    events.files.push_back({std::move(path), FileChange::kWritten});
  } else if (event.mask & IN_MOVED_TO) {
    if (auto from = renames_.To(event.cookie)) {
      events.files.push_back({*std::move(from), FileChange::kRenamed});
    }
    events.files.push_back({std::move(path), FileChange::kReplaced});
  } else if (event.mask & IN_MOVED_FROM) {
    renames_.From(event.cookie, path);
    events.files.push_back({std::move(path), FileChange::kVanished});
  } else if (event.mask & IN_DELETE) {
    events.files.push_back({std::move(path), FileChange::kVanished});
  } else if (IsLink(path)) {
    events.files.push_back({std::move(path), FileChange::kReplaced});
  }
}

}  // namespace meshgate::provider
