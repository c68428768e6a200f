#include "controllers/provider/file/file_provider.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <utility>

#include "core/base/check.h"
#include "core/base/status_macros.h"

namespace meshgate::provider {
namespace {

// Looking at all files shall take no more than a hundredth of the time.
constexpr std::chrono::seconds kLeastTimeBetweenLooks(5);
constexpr int kLookShare = 100;

// Whether the file belongs to a folder that cannot be read now.
bool IsUnder(const std::vector<UnreadableFolder>& folders, const std::string& path) {
  return std::any_of(folders.begin(), folders.end(), [&](const UnreadableFolder& folder) {
    return path.starts_with(folder.path + "/");
  });
}

std::string Explain(const UnreadableFolder& folder) {
  return "cannot read " + folder.path + ": " + folder.message +
         "; make it readable, or remove it from the input";
}

}  // namespace

absl::Status CheckReadable(const std::vector<std::string>& paths) {
  const std::vector<std::string> roots = NormalPaths(paths);
  for (const UnreadableFolder& folder : ScanFolders(roots).unreadable) {
    if (std::find(roots.begin(), roots.end(), folder.path) == roots.end()) continue;
    return absl::NotFoundError("cannot read " + folder.path + ": " + folder.message +
                               "; give --file a file or folder that exists and is readable");
  }
  return absl::OkStatus();
}

absl::StatusOr<Batch> LoadFiles(const std::vector<std::string>& paths,
                                const resource::SchemaCatalog& catalog,
                                const std::vector<std::string>& silenced_kinds) {
  MG_RETURN_IF_ERROR(CheckReadable(paths));
  const FolderScan scan = ScanFolders(NormalPaths(paths));
  FileSet files(catalog, silenced_kinds);
  for (const UnreadableFolder& folder : scan.unreadable) {
    files.Report({Severity::kError, "", {}, "", Explain(folder)});
  }
  for (const std::string& path : scan.files) files.Set(path, ReadObjectFile(path, catalog));
  Batch batch = files.TakeChanges();
  batch.initial = true;
  return batch;
}

absl::StatusOr<std::unique_ptr<FileProvider>> FileProvider::Create(
    const std::vector<std::string>& paths, const resource::SchemaCatalog& catalog,
    FileTimes times) {
  MG_RETURN_IF_ERROR(CheckReadable(paths));
  const int wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (wake_fd < 0) return absl::ResourceExhaustedError("too many open files; raise the limit");
  return std::unique_ptr<FileProvider>(
      new FileProvider(NormalPaths(paths), catalog, times, wake_fd));
}

FileProvider::FileProvider(std::vector<std::string> paths, const resource::SchemaCatalog& catalog,
                           FileTimes times, int wake_fd)
    : paths_(std::move(paths)),
      catalog_(catalog),
      times_(times),
      wake_fd_(wake_fd),
      files_(catalog) {}

FileProvider::~FileProvider() {
  Stop();
  close(wake_fd_);
}

void FileProvider::Start(BatchHandler handler) {
  handler_ = std::move(handler);
  thread_ = std::thread([this] { Run(); });
}

void FileProvider::Stop() {
  if (!thread_.joinable()) return;
  const uint64_t one = 1;
  MG_CHECK(write(wake_fd_, &one, sizeof(one)) == sizeof(one));
  thread_.join();
}

void FileProvider::Run() {
  Rescan(Reading::kTransaction);
  Deliver(/*initial=*/true);
  while (WaitForEvents()) {
    Apply(watch_.Read());
    ApplyDue();
    if (Clock::now() >= next_look_) Rescan(Reading::kChanged);
    Deliver(/*initial=*/false);
  }
}

// False when it is time to stop.
bool FileProvider::WaitForEvents() {
  Clock::time_point next = next_look_;
  for (const auto& [path, due] : due_) next = std::min(next, due);
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()).count();
  const int timeout = static_cast<int>(std::max<int64_t>(0, left));
  std::array<pollfd, 2> polled = {pollfd{watch_.fd(), POLLIN, 0}, pollfd{wake_fd_, POLLIN, 0}};
  poll(polled.data(), polled.size(), timeout);
  return polled[1].revents == 0;
}

void FileProvider::Apply(const FolderEvents& events) {
  std::map<std::string, FileChange> last;
  for (const FileEvent& event : events.files) last[event.path] = event.change;
  for (const auto& [path, change] : last) {
    if (change == FileChange::kVanished) {
      due_[path] = Clock::now() + times_.to_come_back;
    } else if (events.rescan) {
      continue;  // all is read anyway
    } else if (change == FileChange::kRenamed) {
      due_.erase(path);
      files_.Remove(path);
    } else {
      ReadFile(path, /*may_be_growing=*/change == FileChange::kWritten);
    }
  }
  if (events.rescan) Rescan(events.swapped ? Reading::kTransaction : Reading::kAll);
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
    files_.Set(path, Read(path));
  }
}

void FileProvider::Rescan(Reading reading) {
  const Clock::time_point begin = Clock::now();
  const FolderScan scan = FollowFolders();
  RemoveRenamed(scan);
  for (const std::string& path : scan.files) {
    if (reading == Reading::kChanged) {
      const auto facts = facts_.find(path);
      if (facts != facts_.end() && facts->second == FactsOf(path)) continue;
    }
    ReadFile(path, /*may_be_growing=*/reading != Reading::kTransaction);
  }
  for (const std::string& path : files_.paths()) {
    if (std::binary_search(scan.files.begin(), scan.files.end(), path)) continue;
    if (IsUnder(scan.unreadable, path)) continue;
    if (reading == Reading::kTransaction) {
      files_.Remove(path);
    } else {
      due_.emplace(path, begin + times_.to_come_back);
    }
  }
  std::erase_if(facts_, [&](const auto& entry) {
    return !std::binary_search(scan.files.begin(), scan.files.end(), entry.first);
  });
  const Clock::time_point end = Clock::now();
  next_look_ = end + std::max<Clock::duration>(kLeastTimeBetweenLooks, kLookShare * (end - begin));
}

// A file that has another name now: what it holds is never there twice.
void FileProvider::RemoveRenamed(const FolderScan& scan) {
  std::set<std::pair<dev_t, ino_t>> arrived;
  for (const std::string& path : scan.files) {
    if (facts_.contains(path)) continue;
    const FileFacts facts = FactsOf(path);
    arrived.emplace(facts.device, facts.inode);
  }
  for (const auto& [path, facts] : facts_) {
    if (!arrived.contains({facts.device, facts.inode})) continue;
    if (std::binary_search(scan.files.begin(), scan.files.end(), path)) continue;
    due_.erase(path);
    files_.Remove(path);
  }
}

// Lists the folders and watches exactly these from now on.
FolderScan FileProvider::FollowFolders() {
  std::map<std::string, Severity> problems;
  FolderScan scan;
  // What is made in a folder between its listing and its watch would be missed: list it again.
  for (bool is_new = true; is_new;) {
    scan = ScanFolders(paths_);
    const absl::StatusOr<bool> followed = watch_.Follow(scan.folders, paths_);
    is_new = followed.ok() && *followed;
    if (!followed.ok()) problems[std::string(followed.status().message())] = Severity::kWarning;
  }
  for (const UnreadableFolder& folder : scan.unreadable) {
    problems[Explain(folder) + "; what files there gave that were not deleted stays until then"] =
        Severity::kError;
  }
  ReportProblems(std::move(problems));
  return scan;
}

void FileProvider::ReportProblems(std::map<std::string, Severity> problems) {
  for (const auto& [problem, severity] : problems) {
    if (!problems_.contains(problem)) files_.Report({severity, "", {}, "", problem});
  }
  problems_ = std::move(problems);
}

FileContent FileProvider::Read(const std::string& path) {
  // Before the file is read: a change meanwhile makes a difference at the next look.
  const FileFacts facts = FactsOf(path);
  FileContent content = ReadObjectFile(path, catalog_);
  if (content.result == ReadResult::kUnreadable) {
    facts_.erase(path);  // the reason may go away without a trace at the file
  } else {
    facts_[path] = facts;
  }
  return content;
}

void FileProvider::ReadFile(const std::string& path, bool may_be_growing) {
  FileContent content = Read(path);
  if (content.result == ReadResult::kMissing) {
    due_.emplace(path, Clock::now() + times_.to_come_back);
    return;
  }
  if (may_be_growing && content.result != ReadResult::kRead) {
    due_[path] = Clock::now() + times_.to_grow;
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
