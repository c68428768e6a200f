#include "controllers/provider/file/file_provider.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "controllers/provider/file/folder_scan.h"
#include "controllers/provider/file/object_file.h"
#include "core/base/check.h"
#include "core/base/status_macros.h"

namespace meshgate::provider {
namespace {

constexpr std::chrono::milliseconds kTimeToComeBack(50);
constexpr std::chrono::milliseconds kTimeToGrow(1000);

// Whether the file belongs to a folder that cannot be read now.
bool IsUnder(const std::vector<UnreadableRoot>& roots, const std::string& path) {
  return std::any_of(roots.begin(), roots.end(),
                     [&](const UnreadableRoot& root) { return path.starts_with(root.path + "/"); });
}

}  // namespace

absl::Status CheckReadable(const std::vector<std::string>& paths) {
  const FolderScan scan = ScanFolders(NormalPaths(paths));
  if (scan.unreadable.empty()) return absl::OkStatus();
  const UnreadableRoot& root = scan.unreadable.front();
  return absl::NotFoundError("cannot read " + root.path + ": " + root.message +
                             "; give --file a file or folder that exists and is readable");
}

absl::StatusOr<Batch> LoadFiles(const std::vector<std::string>& paths,
                                const resource::SchemaCatalog& catalog) {
  MG_RETURN_IF_ERROR(CheckReadable(paths));
  const FolderScan scan = ScanFolders(NormalPaths(paths));
  FileSet files(catalog);
  for (const std::string& path : scan.files) files.Set(path, ReadObjectFile(path, catalog));
  Batch batch = files.TakeChanges();
  batch.initial = true;
  return batch;
}

absl::StatusOr<std::unique_ptr<FileProvider>> FileProvider::Start(
    const std::vector<std::string>& paths, const resource::SchemaCatalog& catalog,
    BatchHandler handler) {
  MG_RETURN_IF_ERROR(CheckReadable(paths));
  MG_ASSIGN_OR_RETURN(std::unique_ptr<FolderWatch> watch, FolderWatch::Create());
  const int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) return absl::ResourceExhaustedError("too many open files; raise the limit");
  return std::unique_ptr<FileProvider>(
      new FileProvider(NormalPaths(paths), catalog, std::move(handler), std::move(watch), wake_fd));
}

FileProvider::FileProvider(std::vector<std::string> paths, const resource::SchemaCatalog& catalog,
                           BatchHandler handler, std::unique_ptr<FolderWatch> watch, int wake_fd)
    : paths_(std::move(paths)),
      catalog_(catalog),
      handler_(std::move(handler)),
      watch_(std::move(watch)),
      wake_fd_(wake_fd),
      files_(catalog),
      thread_([this] { Run(); }) {}

FileProvider::~FileProvider() {
  const uint64_t one = 1;
  MG_CHECK(write(wake_fd_, &one, sizeof(one)) == sizeof(one));
  thread_.join();
  close(wake_fd_);
}

void FileProvider::Run() {
  Rescan(/*transaction=*/true);
  Deliver(/*initial=*/true);
  while (WaitForEvents()) {
    Apply(watch_->Read());
    ApplyDue();
    Deliver(/*initial=*/false);
  }
}

// False when it is time to stop.
bool FileProvider::WaitForEvents() {
  int timeout = -1;
  const Clock::time_point now = Clock::now();
  for (const auto& [path, due] : due_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(due - now).count();
    const int wait = static_cast<int>(std::max<int64_t>(0, left));
    timeout = timeout < 0 ? wait : std::min(timeout, wait);
  }
  std::array<pollfd, 2> polled = {pollfd{watch_->fd(), POLLIN, 0}, pollfd{wake_fd_, POLLIN, 0}};
  poll(polled.data(), polled.size(), timeout);
  return polled[1].revents == 0;
}

void FileProvider::Apply(const FolderEvents& events) {
  if (events.rescan) return Rescan(events.swapped);
  std::map<std::string, FileChange> last;
  for (const FileEvent& event : events.files) last[event.path] = event.change;
  for (const auto& [path, change] : last) {
    switch (change) {
      case FileChange::kWritten:
        ReadFile(path, /*may_be_growing=*/true);
        break;
      case FileChange::kReplaced:
        ReadFile(path, /*may_be_growing=*/false);
        break;
      case FileChange::kVanished:
        due_[path] = Clock::now() + kTimeToComeBack;
        break;
      case FileChange::kRenamed:
        due_.erase(path);
        files_.Remove(path);
        break;
    }
  }
}

void FileProvider::ApplyDue() {
  const Clock::time_point now = Clock::now();
  for (auto entry = due_.begin(); entry != due_.end();) {
    const auto [path, due] = *entry;
    if (due > now) {
      ++entry;
      continue;
    }
    entry = due_.erase(entry);
    files_.Set(path, ReadObjectFile(path, catalog_));
  }
}

// Reads everything. A transaction takes all files as they are; otherwise the files may be in the
// middle of a change.
void FileProvider::Rescan(bool transaction) {
  std::set<std::string> problems;
  FolderScan scan;
  // What is made in a folder between its listing and its watch would be missed: list it again.
  for (bool is_new = true; is_new;) {
    scan = ScanFolders(paths_);
    const absl::StatusOr<bool> followed = watch_->Follow(scan.folders, paths_);
    is_new = followed.ok() && *followed;
    if (!followed.ok()) problems.insert(std::string(followed.status().message()));
  }
  for (const UnreadableRoot& root : scan.unreadable) {
    problems.insert("cannot read " + root.path + ": " + root.message +
                    "; what a folder gave stays until it is back");
  }
  ReportProblems(std::move(problems));
  for (const std::string& path : scan.files) ReadFile(path, !transaction);
  // Files that vanished just before their folder did are kept with it.
  std::erase_if(due_, [&](const auto& due) { return IsUnder(scan.unreadable, due.first); });
  for (const std::string& path : files_.paths()) {
    if (std::binary_search(scan.files.begin(), scan.files.end(), path)) continue;
    if (IsUnder(scan.unreadable, path)) continue;
    if (transaction) {
      files_.Remove(path);
    } else {
      due_.emplace(path, Clock::now() + kTimeToComeBack);
    }
  }
}

void FileProvider::ReportProblems(std::set<std::string> problems) {
  for (const std::string& problem : problems) {
    if (!problems_.contains(problem)) files_.Report({Severity::kError, "", {}, "", problem});
  }
  problems_ = std::move(problems);
}

void FileProvider::ReadFile(const std::string& path, bool may_be_growing) {
  FileContent content = ReadObjectFile(path, catalog_);
  if (content.result == ReadResult::kMissing) {
    due_.emplace(path, Clock::now() + kTimeToComeBack);
    return;
  }
  if (may_be_growing && content.result != ReadResult::kRead) {
    due_[path] = Clock::now() + kTimeToGrow;
    return;
  }
  due_.erase(path);
  files_.Set(path, std::move(content));
}

void FileProvider::Deliver(bool initial) {
  Batch batch = files_.TakeChanges();
  batch.initial = initial;
  if (!batch.empty()) handler_(std::move(batch));
}

}  // namespace meshgate::provider
