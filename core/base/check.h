// MG_CHECK: an invariant of our own code. Never for what a user or the outside world can cause;
// that is an Issue or an absl::Status. A broken invariant ends the process: going on would mean
// serving wrong answers. [thread-safe]
//
//   MG_CHECK(cell != nullptr);
//   MG_CHECK(rank < rank_, "stage " + name_ + " reads a later table");  // built only on failure
#ifndef MESHGATE_CORE_BASE_CHECK_H_
#define MESHGATE_CORE_BASE_CHECK_H_

#include <string_view>

namespace meshgate::base {

// Prints "FILE:LINE: check failed: CONDITION: MESSAGE" to stderr and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* condition,
                              std::string_view message = {});

}  // namespace meshgate::base

#define MG_CHECK(condition, ...)                                                                \
  do {                                                                                          \
    if (!(condition)) [[unlikely]]                                                              \
      ::meshgate::base::CheckFailed(__FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__); \
  } while (false)

#endif  // MESHGATE_CORE_BASE_CHECK_H_
