#include "controllers/provider/file/malformed.h"

#include <array>
#include <random>

namespace meshgate::provider {
namespace {

using Random = std::mt19937_64;

const std::string kJson =
    R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"bad","labels":{"a":"b"}},)"
    R"("spec":{"ports":[{"port":80}]}})";
const std::string kYaml =
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: bad\n  labels: {a: b}\n"
    "spec:\n  ports:\n  - port: 80\n";

std::string Repeat(const std::string& part, size_t times) {
  std::string text;
  for (size_t i = 0; i < times; ++i) text += part;
  return text;
}

// At any place that splits the text.
std::string InsertAnywhere(std::string text, const std::string& part, Random& random) {
  return text.insert(random() % (text.size() + 1), part);
}

std::string Service(const std::string& metadata, const std::string& port) {
  return "apiVersion: v1\nkind: Service\nmetadata: {" + metadata +
         "}\nspec: {ports: [{port: " + port + "}]}\n";
}

// Each alias stands for nine of the one before. It costs its whole budget: now and then is enough.
std::string AliasBomb(Random& random) {
  if (random() % 16 != 0) return "a: &a [" + Repeat("[", random() % 50) + "*a";
  std::string text = kYaml + "bomb:\n  a0: &a0 x\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "  a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
            Repeat(before + ", ", 8) + before + "]\n";
  }
  return text;
}

std::string TruncatedJson(Random& random) {
  return kJson.substr(0, 1 + random() % (kJson.size() - 1));
}

// Strings, keys and structure: nowhere may a JSON text hold this character.
std::string FlippedJson(Random& random) {
  std::string text = kJson;
  text[random() % text.size()] = '\x01';
  return text;
}

std::string DeepJson(Random& random) { return "{\"a\":" + std::string(129 + random() % 5000, '['); }

std::string NoUtf8(Random& random) {
  static const std::array<std::string, 4> kBytes = {"\xff", "\xc0\x80", "\xed\xa0\x80",
                                                    "\xf4\x90\x80\x80"};
  return InsertAnywhere(kYaml, kBytes[random() % kBytes.size()], random);
}

std::string Utf16(Random&) {
  std::string text = "\xff\xfe";
  for (const char c : kYaml) text += {c, '\0'};
  return text;
}

std::string DeepYaml(Random& random) {
  static const std::array<std::string, 4> kOpeners = {"- ", "[", "{a: ", "? "};
  return "a: \n  " + Repeat(kOpeners[random() % kOpeners.size()], 65 + random() % 500);
}

// LoadAll of yaml-cpp 0.7 never returns from these.
std::string EndlessYaml(Random& random) {
  static const std::array<std::string, 4> kTexts = {",", "{a: b},", "- a\n,", "--- ,"};
  return kTexts[random() % kTexts.size()];
}

std::string Floods(Random& random) {
  return Repeat("---\n", 1 + random() % 2000) + "a: [" + Repeat("b, ", random() % 2000);
}

std::string HugeScalar(Random& random) {
  // A whole one is worth its time only now and then.
  const bool whole = random() % 64 == 0;
  return kYaml + "a: \"" + std::string(whole ? (3 << 20) + 1 : 1000, 'x') + (whole ? "\"\n" : "\n");
}

// What parses and what the API server refuses all the same.
std::string Inadmissible(Random& random) {
  static const std::array<std::string, 4> kTexts = {
      Service("name: bad", "eighty"), Service("name: bad", "70000"), Service("labels: {}", "80"),
      Service("name: \"Bad\\e[2J\"", "80")};
  return kTexts[random() % kTexts.size()];
}

std::string Fixed(Random& random) {
  static const std::array<std::string, 14> kTexts = {kYaml + "a: &a [*a]\n",
                                                     kYaml + "a: &a {b: &b {c: *a}}\n",
                                                     kYaml + "spec:\n  ports: []\n",
                                                     kYaml + "a: &x {b: 1}\nc: {<<: *x}\n",
                                                     kYaml + "a: !!binary aGk=\n",
                                                     kYaml + "a: !<tag:example.com,2000:x> b\n",
                                                     kYaml + "\ta: b\n",
                                                     "a:\n\tb: c\n",
                                                     "a:\n   b: 1\n  c: 2\n",
                                                     kYaml + "  a: b\n c: d\n",
                                                     kYaml + "...\na: b\n",
                                                     "- " + Repeat("a\n- ", 20) + "b\n",
                                                     "a: \"\\0\"\n",
                                                     "a: .nan\n"};
  return kTexts[random() % kTexts.size()];
}

struct Way {
  const char* extension;
  std::string (*make)(Random& random);
};

constexpr std::array<Way, 13> kWays = {{{".json", &TruncatedJson},
                                        {".json", &FlippedJson},
                                        {".json", &DeepJson},
                                        {".yaml", &TruncatedJson},
                                        {".yaml", &NoUtf8},
                                        {".yaml", &Utf16},
                                        {".yaml", &DeepYaml},
                                        {".yaml", &EndlessYaml},
                                        {".yaml", &Floods},
                                        {".yaml", &HugeScalar},
                                        {".yaml", &Inadmissible},
                                        {".yaml", &Fixed},
                                        {".yaml", &AliasBomb}}};

}  // namespace

MalformedFile MakeMalformed(size_t number) {
  Random random(number);
  const Way& way = kWays[number % kWays.size()];
  return {way.extension, way.make(random)};
}

}  // namespace meshgate::provider
