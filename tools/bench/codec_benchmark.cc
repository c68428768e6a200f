// What it costs to read and write objects: texts to values, values to admitted objects, and back.
// A run target, not a test; see README.md.
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "controllers/app/schemas.h"
#include "core/base/check.h"
#include "core/resource/json.h"
#include "core/resource/schema_catalog.h"
#include "core/resource/yaml.h"

namespace meshgate::bench {
namespace {

using resource::Decoded;
using resource::Document;

// As people write them: labels, two hostnames, two rules with a filter and weights.
std::string RouteYaml(int64_t i) {
  const std::string n = std::to_string(i);
  return R"(apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: route-)" +
         n + R"(
  namespace: team-)" +
         std::to_string(i % 50) + R"(
  labels:
    app.kubernetes.io/name: shop
    kuma.io/mesh: default
spec:
  parentRefs:
    - name: gateway
      namespace: infra
      sectionName: http
  hostnames:
    - host-)" +
         n + R"(.example.com
    - "www.host-)" +
         n + R"(.example.com"
  rules:
    - matches:
        - path: {type: PathPrefix, value: /api/v1}
          headers:
            - name: x-version
              value: "2"
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier:
            set:
              - name: x-route
                value: route-)" +
         n + R"(
      backendRefs:
        - name: service-a
          port: 8080
          weight: 90
        - name: service-b
          port: 8080
          weight: 10
    - matches:
        - path:
            type: PathPrefix
            value: /
      backendRefs:
        - name: service-a
          port: 8080
)";
}

std::string RoutesYaml(int64_t routes) {
  std::string text;
  for (int64_t i = 0; i < routes; ++i) text += "---\n" + RouteYaml(i);
  return text;
}

std::vector<Document> Documents(int64_t routes) {
  Decoded decoded = resource::DecodeYaml(RoutesYaml(routes));
  MG_CHECK(!decoded.error && decoded.documents.size() == static_cast<size_t>(routes));
  return std::move(decoded.documents);
}

// One text each, as an API server sends them.
std::vector<std::string> RouteJsons(int64_t routes) {
  std::vector<std::string> texts;
  for (const Document& document : Documents(routes)) {
    resource::EncodeJson(document.value, texts.emplace_back());
  }
  return texts;
}

void Report(benchmark::State& state, size_t bytes) {
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(bytes));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void DecodeYaml(benchmark::State& state) {
  const std::string text = RoutesYaml(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(resource::DecodeYaml(text));
  Report(state, text.size());
}

void DecodeJson(benchmark::State& state) {
  const std::vector<std::string> texts = RouteJsons(state.range(0));
  size_t bytes = 0;
  for (const std::string& text : texts) bytes += text.size();
  for (auto _ : state) {
    for (const std::string& text : texts) benchmark::DoNotOptimize(resource::DecodeJson(text));
  }
  Report(state, bytes);
}

template <void (*Encode)(const resource::Value&, std::string&)>
void EncodeAll(benchmark::State& state) {
  const std::vector<Document> documents = Documents(state.range(0));
  size_t bytes = 0;
  for (auto _ : state) {
    std::string text;
    for (const Document& document : documents) Encode(document.value, text);
    bytes = text.size();
  }
  Report(state, bytes);
}
void EncodeYaml(benchmark::State& state) { EncodeAll<resource::EncodeYaml>(state); }
void EncodeJson(benchmark::State& state) { EncodeAll<resource::EncodeJson>(state); }

// Bytes are those of the YAML text. A copy of each value is a part of it.
void Admit(benchmark::State& state) {
  const auto schemas = app::MakeSchemas(loader::Registry());
  MG_CHECK(schemas.ok());
  const std::vector<Document> documents = Documents(state.range(0));
  for (auto _ : state) {
    for (const Document& document : documents) {
      const auto admitted = schemas->Admit(document.value);
      MG_CHECK(admitted.object.has_value());
    }
  }
  Report(state, RoutesYaml(state.range(0)).size());
}

void Routes(benchmark::internal::Benchmark* of) {
  of->ArgName("routes")->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);
}
BENCHMARK(DecodeYaml)->Apply(Routes);
BENCHMARK(DecodeJson)->Apply(Routes);
BENCHMARK(EncodeYaml)->Apply(Routes);
BENCHMARK(EncodeJson)->Apply(Routes);
BENCHMARK(Admit)->Apply(Routes);

}  // namespace
}  // namespace meshgate::bench

BENCHMARK_MAIN();
