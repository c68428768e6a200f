// Any text read as YAML.
#include <string_view>

#include "core/resource/yaml.h"
#include "tools/fuzz/decode_promises.h"
#include "tools/fuzz/fuzz_target.h"

namespace meshgate::fuzz {

std::vector<std::string> SeedInputs() {
  return {
      "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: echo\n"
      "  labels: {app: echo, \"on\": 'yes'}\nspec:\n  rules:\n  - matches:\n    - path:\n"
      "        value: /a\n    backendRefs:\n    - {name: one, port: 80, weight: 1}\n",
      "# two documents\n---\na: 1\nb: 1.5\nc: -0x1F\nd: 1e3\n---\n- a\n...\n",
      "a: |\n  line one\n   line two\n\nb: >-\n  folded\n  text\nc: \"esc\\x41\\u00e9\\n\"\n"
      "d: 'it''s'\ne: plain text with # no comment\n",
      "base: &a {x: [1, 2, {y: z}]}\ncopy: *a\nlist: [*a, *a]\n",
      "kind: List\nitems:\n- kind: A\n  a: ~\n- kind: B\n  b: !!str 1\n- {kind: C, c: []}\n",
      "%YAML 1.1\n---\n? key\n: value\n? [a]\n: b\n\"quoted key\": null\n",
      "{\"json\": [true, false, null, {\"nested\": {\"a\": [[], {}]}}], \"t\": \"\\\"\\/\"}\n",
      "time: 2001-12-14t21:59:43.10-05:00\nbase60: 1:30\noctal: 010\nbig: 9223372036854775808\n"
      "under: 1_000\nyes: no\nnull: ~\n",
      std::string(1500, 'k') + ": long\n",
      ",",
      "{a: b},",
      "- a\n,",
      "- ? \n",
  };
}

}  // namespace meshgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  meshgate::fuzz::CheckDecoded(text, meshgate::resource::DecodeYaml(text));
  return 0;
}
