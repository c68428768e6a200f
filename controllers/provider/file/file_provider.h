// Objects from files and folders, kept up to date while they are edited.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_PROVIDER_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_PROVIDER_H_

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/provider/batch.h"
#include "controllers/provider/file/file_facts.h"
#include "controllers/provider/file/file_set.h"
#include "controllers/provider/file/folder_scan.h"
#include "controllers/provider/file/folder_watch.h"
#include "controllers/provider/file/object_file.h"
#include "controllers/provider/provider.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::provider {

// NotFound, with the way out, when one of the paths cannot be read. [thread-safe]
absl::Status CheckReadable(const std::vector<std::string>& paths);

// Everything that the files and folders give, read once: the batch is initial. NotFound when one of
// the paths cannot be read. `catalog` is not kept. Nothing is told of objects of `silenced_kinds`
// ("Widget.gateway.example.com") that nobody reads. [thread-safe]
absl::StatusOr<Batch> LoadFiles(const std::vector<std::string>& paths,
                                const resource::SchemaCatalog& catalog,
                                const std::vector<std::string>& silenced_kinds = {});

// How long to wait for what may still come.
struct FileTimes {
  std::chrono::milliseconds to_come_back{50};  // a file that vanished
  std::chrono::milliseconds to_grow{1000};     // a file that was written and is not whole
};

// Watches files and folders on a thread of its own and hands over a batch per change; the first one
// is the whole load. A renamed or linked file is read at once. A file that was only written may be
// half done: while it is empty or does not parse, its last good content stays and nothing is
// reported for a second after the last write. A file that vanished has 50 ms to come back, as
// editors save in two steps; then its objects are gone, whether its folder still is there or not. A
// folder that cannot be read, or was moved away, keeps what it gave until it is back.
// What no event tells, such as changes behind links that lead elsewhere, on network file systems,
// or where the system's limit of watches is reached, is found by looking at all files every few
// seconds.
class FileProvider final : public Provider {
 public:
  // NotFound when one of the paths cannot be read; ResourceExhausted when no file can be opened any
  // more. `catalog` must outlive the provider.
  static absl::StatusOr<std::unique_ptr<FileProvider>> Create(
      const std::vector<std::string>& paths, const resource::SchemaCatalog& catalog,
      FileTimes times = {});

  // Not from within the handler.
  ~FileProvider() override;
  FileProvider(const FileProvider&) = delete;
  FileProvider& operator=(const FileProvider&) = delete;

  void Start(BatchHandler handler) override;
  // No batch comes afterwards. Not from within the handler.
  void Stop();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Reading {
    kTransaction,  // all files, as they are
    kAll,          // all files, which may be in the middle of a change
    kChanged,      // the same of files that look different than when they were read
  };

  FileProvider(std::vector<std::string> paths, const resource::SchemaCatalog& catalog,
               FileTimes times, int wake_fd);

  void Run();
  bool WaitForEvents();
  void Apply(const FolderEvents& events);
  void ApplyDue();
  void Rescan(Reading reading);
  void RemoveRenamed(const FolderScan& scan);
  FolderScan FollowFolders();
  void ReportProblems(std::map<std::string, Severity> problems);
  void ReadFile(const std::string& path, bool may_be_growing);
  FileContent Read(const std::string& path);
  void Deliver(bool initial);

  const std::vector<std::string> paths_;
  const resource::SchemaCatalog& catalog_;
  BatchHandler handler_;  // once started
  const FileTimes times_;
  FolderWatch watch_;
  const int wake_fd_;  // written once, to stop
  FileSet files_;
  std::map<std::string, Clock::time_point> due_;  // files to read again, whatever they say then
  std::map<std::string, FileFacts> facts_;        // of files as they were last read
  std::map<std::string, Severity> problems_;      // of folders, as last reported
  Clock::time_point next_look_;
  std::thread thread_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_FILE_PROVIDER_H_
