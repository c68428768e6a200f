// Brings the two events of a rename together, which may come in two reads of inotify.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_RENAME_PAIRS_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_RENAME_PAIRS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace meshgate::provider {

// The kernel puts both into its queue one after the other, so that the second half of what one read
// ended with is in the next one. Not thread-safe.
class RenamePairs {
 public:
  // A read that brought events begins.
  void BeginRead() { before_ = std::exchange(now_, {}); }

  // The events IN_MOVED_FROM and IN_MOVED_TO of this cookie; the latter returns the old path, if it
  // is known.
  void From(uint32_t cookie, std::string path) { now_.insert_or_assign(cookie, std::move(path)); }
  std::optional<std::string> To(uint32_t cookie) {
    for (auto* half_renamed : {&now_, &before_}) {
      if (auto found = half_renamed->extract(cookie)) return std::move(found.mapped());
    }
    return std::nullopt;
  }

 private:
  std::map<uint32_t, std::string> now_, before_;  // of this read and of the one before
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_RENAME_PAIRS_H_
