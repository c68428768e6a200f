// What happens to files in a set of folders, from inotify.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_FOLDER_WATCH_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_FOLDER_WATCH_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/provider/file/rename_pairs.h"

struct inotify_event;

namespace meshgate::provider {

enum class FileChange {
  kWritten,   // a writer closed it, or it was made readable; more may follow
  kReplaced,  // complete: renamed or linked to this name
  kVanished,  // deleted, or renamed to a name that is not watched: it may come back at once
  kRenamed,   // renamed to another name in these folders: it does not come back
};

struct FileEvent {
  std::string path;
  FileChange change;
};

struct FolderEvents {
  std::vector<FileEvent> files;  // in the order in which they happened; any names
  // Folders came or went, or events were lost: only a new scan tells what is there.
  bool rescan = false;
  // A ConfigMap mount switched to its next content (the link `..data` was replaced).
  bool swapped = false;
};

// Owns one inotify instance. Not thread-safe; fd() may be polled by the same thread.
class FolderWatch {
 public:
  // Without an instance of inotify, because the limit of the system is reached, there are no events
  // and Follow says why.
  FolderWatch();
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  // Readable when there are events; negative when there never are.
  int fd() const { return fd_; }

  // Watches exactly these from now on: everything directly in `folders`, and the coming and going
  // of each root (of the first folder on the way to it that does not exist). Returns whether a
  // folder was not watched before: what happened in it until now is unknown. ResourceExhausted,
  // with the way out, when the system's limit is reached; the rest is watched then.
  absl::StatusOr<bool> Follow(const std::vector<std::string>& folders,
                              const std::vector<std::string>& roots);

  // Everything since the last call; does not wait.
  FolderEvents Read();

 private:
  struct Watch {
    std::string folder;
    bool whole = false;                // every name in the folder matters
    std::set<std::string> root_names;  // names that are, or lead to, a root
  };

  // The watch of a folder in `next`, or nullptr when it cannot be watched; `status` tells the
  // reason.
  Watch* Add(const std::string& folder, std::map<int, Watch>& next, absl::Status& status);
  void AddRoot(const std::string& root, std::map<int, Watch>& next, absl::Status& status);
  void Interpret(const inotify_event& event, FolderEvents& events);
  void InterpretFile(const inotify_event& event, std::string path, FolderEvents& events);

  int fd_ = -1;
  absl::Status unable_;           // why there is no fd_
  std::map<int, Watch> watches_;  // by watch descriptor
  RenamePairs renames_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_FOLDER_WATCH_H_
