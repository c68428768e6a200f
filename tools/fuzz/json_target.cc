// Any text read as JSON, and as YAML, which reads the same where it reads anything.
#include <algorithm>
#include <string_view>

#include "core/resource/json.h"
#include "core/resource/yaml.h"
#include "tools/fuzz/decode_promises.h"
#include "tools/fuzz/fuzz_target.h"

namespace meshgate::fuzz {
namespace {

using resource::Decoded;
using resource::Document;

bool IsSame(const Decoded& a, const Decoded& b) {
  return std::equal(a.documents.begin(), a.documents.end(), b.documents.begin(), b.documents.end(),
                    [](const Document& x, const Document& y) { return x.value == y.value; });
}

}  // namespace

std::vector<std::string> SeedInputs() {
  return {
      R"({"apiVersion":"gateway.networking.k8s.io/v1","kind":"HTTPRoute","metadata":{"name":"a",)"
      R"("labels":{"x":"y"}},"spec":{"rules":[{"backendRefs":[{"name":"one","port":80}]}]}})",
      "{\n  \"a\": [1, -2.5, 1e3, 1E-7, 0, -0, 9223372036854775808],\n  \"b\": null\n}\n",
      R"({"kind":"List","items":[{"kind":"A","a":true},{"kind":"B","b":false},{}]})",
      R"({"escapes":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00","é":"😀","":"empty key"})",
      R"({"a":{"a":{"a":{"a":[[[[{"a":[]}]]]]}}}})",
      "{\"" + std::string(1500, 'k') + "\":\"" + std::string(3000, 'v') + "\"}",
  };
}

}  // namespace meshgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace fuzz = meshgate::fuzz;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const meshgate::resource::Decoded json = meshgate::resource::DecodeJson(text);
  fuzz::CheckDecoded(text, json);
  if (json.error) return 0;
  const meshgate::resource::Decoded yaml = meshgate::resource::DecodeYaml(text);
  fuzz::Expect(yaml.error || fuzz::IsSame(json, yaml), "JSON and YAML read the same objects");
  return 0;
}
