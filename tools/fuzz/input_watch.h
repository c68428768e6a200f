// Keeps the input that a process is working on when that kills the process or never ends.
#ifndef MESHGATE_TOOLS_FUZZ_INPUT_WATCH_H_
#define MESHGATE_TOOLS_FUZZ_INPUT_WATCH_H_

#include <string>
#include <string_view>

namespace meshgate::fuzz {

// A file in the folder where `bazel test` keeps files, or where `bazel run` was called.
std::string FailurePath();

// From now on: when the process crashes, aborts, is ended by a sanitizer, or spends more than
// `cpu_seconds` of processor time on one input, that input is written to the file `path`, whose
// name is printed, and the process ends with a failure. Time spent waiting does not count. Once per
// process.
void WatchInputs(const std::string& path, int cpu_seconds);

// The next input begins; `input` must stay valid until the next call.
void StartInput(std::string_view input);

// Writes the current input as a crash would, and ends the process.
[[noreturn]] void GiveUpInput(const char* reason);

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_INPUT_WATCH_H_
