// For tests: waiting for what another process does.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_WAITING_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_WAITING_H_

#include <stdlib.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>

#include "core/base/read_file.h"

namespace meshgate::infra {

// True as soon as the condition holds; false after 30 s, which only a failure takes.
inline bool Eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

inline std::string ReadText(const std::string& path) { return base::ReadFileOrEmpty(path); }

// Runs, or waits to; a zombie does not.
inline bool Lives(pid_t pid) {
  const std::string stat = ReadText("/proc/" + std::to_string(pid) + "/stat");
  const size_t name_end = stat.rfind(')');
  return name_end != std::string::npos && stat[name_end + 2] != 'Z';
}

// A folder with a short path, which Unix sockets need, deleted at the end.
class ShortFolder {
 public:
  ShortFolder() { path_ = mkdtemp(path_.data()); }
  ~ShortFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  ShortFolder(const ShortFolder&) = delete;
  ShortFolder& operator=(const ShortFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/meshgate-XXXXXX";
};

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_WAITING_H_
