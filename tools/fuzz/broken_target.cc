// Fails in the way that the input names.
#include <csignal>
#include <string_view>

#include "tools/fuzz/fuzz_target.h"

std::vector<std::string> meshgate::fuzz::SeedInputs() { return {"good"}; }

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  meshgate::fuzz::Expect(text != "promise", "the input is another one");
  if (text == "crash") std::raise(SIGSEGV);
  for (volatile bool hangs = text == "hang"; hangs;) {
  }
  return 0;
}
