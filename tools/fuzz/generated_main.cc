// Translates generated objects, so many of each kind, a few dozen at a time; or writes them to
// files. Exit status 0: every promise held.
#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "core/resource/json.h"
#include "core/resource/yaml.h"
#include "tools/fuzz/fuzz_target.h"
#include "tools/fuzz/input_watch.h"
#include "tools/fuzz/object_generator.h"
#include "tools/fuzz/translation_promises.h"

namespace meshgate::fuzz {
namespace {

constexpr size_t kObjectsOfAKind = 4;  // in one world

// What generated objects refer to: without it few of them would serve anything.
constexpr char kAnchors[] = R"(
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: kuma}
spec: {controllerName: gateways.kuma.io/controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: ns}
spec:
  gatewayClassName: kuma
  listeners:
  - {name: s, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
  - {name: n0, port: 8080, protocol: HTTP, hostname: "*.example",
     allowedRoutes: {namespaces: {from: All}}}
  - {name: gw, port: 443, protocol: TCP, allowedRoutes: {namespaces: {from: All}}}
---
apiVersion: v1
kind: Service
metadata: {name: s, namespace: ns}
spec: {ports: [{name: a, port: 80}, {name: b, port: 443}, {name: c, port: 8080}]}
)";

struct World {
  std::string text;
  std::string extension;
};

// Both codecs see each shape of object.
constexpr int kYamlShare = 8;

World NewWorld(uint64_t seed) {
  resource::Value list = resource::Value::Map();
  list.Set("kind", resource::Value::String("List"));
  std::vector<resource::Value>& items = list.Set("items", resource::Value::List()).items;
  const resource::Decoded anchors = resource::DecodeYaml(kAnchors);
  for (const resource::Document& anchor : anchors.documents) items.push_back(anchor.value);
  ObjectGenerator generator(seed);
  for (const resource::KindInfo* kind : Schemas().kinds()) {
    for (size_t i = 0; i < kObjectsOfAKind; ++i) items.push_back(generator.Next(*kind, i));
  }
  World world;
  if (seed % kYamlShare == 0) {
    EncodeYaml(list, world.text);
    world.extension = ".yaml";
  } else {
    EncodeJson(list, world.text);
    world.extension = ".json";
  }
  return world;
}

void WriteWorlds(int64_t objects, uint64_t seed, const std::string& folder) {
  for (int64_t left = objects; left > 0; left -= kObjectsOfAKind, ++seed) {
    const World world = NewWorld(seed);
    std::ofstream(folder + "/" + std::to_string(seed) + world.extension) << world.text;
  }
}

bool IsGenerated(const resource::ObjectId& id) { return id.name.starts_with('n'); }

// Admitted objects by kind. A few of the generated ones are refused: so many more are made.
using Counts = std::map<std::string, int64_t>;

int64_t FewestOf(const Counts& counts) {
  int64_t fewest = std::numeric_limits<int64_t>::max();
  for (const auto& [kind, count] : counts) fewest = std::min(fewest, count);
  return fewest;
}

void TranslateWorlds(int64_t objects, uint64_t seed) {
  Counts admitted;
  for (const resource::KindInfo* kind : Schemas().kinds()) {
    admitted[resource::ToString(kind->kind)] = 0;
  }
  int64_t generated = 0;  // of each kind
  for (; FewestOf(admitted) < objects; ++seed) {
    const World world = NewWorld(seed);
    StartInput(world.text);
    for (const resource::ObjectPtr& object : CheckTranslation(world.text)) {
      if (IsGenerated(object->id())) ++admitted[resource::ToString(object->id().kind)];
    }
    generated += kObjectsOfAKind;
    Expect(generated < 100 || generated < 2 * FewestOf(admitted),
           "most objects that are generated from a schema are admitted");
  }
  for (const auto& [kind, count] : admitted) {
    std::cout << count << " of " << generated << " " << kind << "\n";
  }
}

}  // namespace
}  // namespace meshgate::fuzz

int main(int argc, char** argv) {
  int64_t objects = 1'000'000;
  uint64_t seed = 1;
  std::string folder;
  CLI::App app("Translates generated objects.");
  app.add_option("--objects", objects, "of each kind")->capture_default_str();
  app.add_option("--seed", seed, "of the random numbers")->capture_default_str();
  app.add_option("--write", folder, "write them to files in this folder, and do nothing else");
  CLI11_PARSE(app, argc, argv);
  if (!folder.empty()) {
    meshgate::fuzz::WriteWorlds(objects, seed, folder);
    return 0;
  }
  meshgate::fuzz::WatchInputs(meshgate::fuzz::FailurePath(), /*cpu_seconds=*/10);
  meshgate::fuzz::TranslateWorlds(objects, seed);
}
