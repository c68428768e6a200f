// Reads a file of which it does not matter why it cannot be read.
#ifndef MESHGATE_CORE_BASE_READ_FILE_H_
#define MESHGATE_CORE_BASE_READ_FILE_H_

#include <fstream>
#include <sstream>
#include <string>

namespace meshgate::base {

// The whole file, or what could be read of it; "" when there is none. Never throws, unlike an
// std::istreambuf_iterator when the read fails, such as of a folder or of /proc/PID of a process
// that ends. [thread-safe]
inline std::string ReadFileOrEmpty(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_READ_FILE_H_
