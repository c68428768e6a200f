// What a fuzz target defines, once per binary, and what it may call. Our own driver (fuzz_main.cc)
// runs targets with any compiler; clang's libFuzzer can drive the same file and ignores the seeds.
#ifndef MESHGATE_TOOLS_FUZZ_FUZZ_TARGET_H_
#define MESHGATE_TOOLS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::fuzz {

// Defined by the target: good inputs to start from, at least one.
std::vector<std::string> SeedInputs();

// Ends the process; the driver keeps the input. `broken` names the promise that does not hold.
[[noreturn]] void Fail(std::string_view broken);

inline void Expect(bool holds, std::string_view promise) {
  if (!holds) [[unlikely]]
    Fail(promise);
}

}  // namespace meshgate::fuzz

// Defined by the target: feeds one input to the code under test and checks what comes out. Returns
// 0; the same input always takes the same way.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

#endif  // MESHGATE_TOOLS_FUZZ_FUZZ_TARGET_H_
