// Two kinds of policy. ConnectTimeoutPolicy: how long proxies try to connect to a Service.
// ResponseHeaderPolicy: response headers of a Gateway or of one of its listeners, each with a value
// or with one from a ConfigMap.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/plugin/http/timeouts.h"
#include "core/plugin/plugin.h"
#include "core/plugin/syntax.h"
#include "policies_crds.h"

namespace {

namespace ir = meshgate::ir;
namespace plugin = meshgate::plugin;

class ConnectTimeoutPolicy final : public plugin::Policy {
 public:
  plugin::PolicySpec spec() const override {
    return {.group = "policies.example.com",
            .kind = "ConnectTimeoutPolicy",
            .targets = {{"", "Service"}}};
  }

  ir::PolicyFragment Build(const plugin::Object&, plugin::Node spec, plugin::ResolvedReferences,
                           plugin::Issues& issues) const override {
    ir::PolicyFragment policy;
    policy.connect_timeout = plugin::http::ParseDuration(spec["timeout"].Text());
    if (!policy.connect_timeout || policy.connect_timeout->count() == 0 ||
        *policy.connect_timeout > ir::kLongestConnectTimeout) {
      issues.Refuse("spec.timeout", "must be a duration from 1ms to 1m, such as 250ms");
    }
    return policy;
  }
};

class ResponseHeaderPolicy final : public plugin::Policy {
 public:
  plugin::PolicySpec spec() const override {
    return {.group = "policies.example.com",
            .kind = "ResponseHeaderPolicy",
            .targets = {{"gateway.networking.k8s.io", "Gateway"}},
            .reads = {{"", "ConfigMap"}}};
  }

  std::vector<ir::Reference> References(const plugin::Object&, plugin::Node spec,
                                        plugin::Issues&) const override {
    std::vector<ir::Reference> references;
    size_t index = 0;
    for (const plugin::Node header : spec["headers"]) {
      const std::string field = "spec.headers[" + std::to_string(index++) + "].valueFrom";
      const plugin::Node from = header["valueFrom"];
      if (!from) continue;
      references.push_back({{"", "ConfigMap", std::string(from["namespace"].Text()),
                             std::string(from["name"].Text())},
                            field});
    }
    return references;
  }

  ir::PolicyFragment Build(const plugin::Object&, plugin::Node spec,
                           plugin::ResolvedReferences resolved,
                           plugin::Issues& issues) const override {
    ir::PolicyFragment policy;
    auto object = resolved.begin();
    for (const plugin::Node header : spec["headers"]) {
      std::string value(header["value"].Text());
      if (const plugin::Node from = header["valueFrom"]) {
        value = ReadValue(*(object++)->object, from["key"].Text(), issues);
      }
      policy.response_headers.set.push_back({plugin::ToLower(header["name"].Text()), value});
    }
    return policy;
  }

 private:
  static std::string ReadValue(const plugin::Object& config_map, std::string_view key,
                               plugin::Issues& issues) {
    const plugin::Node value = config_map.root()["data"][key];
    if (!value || !plugin::IsPrintable(value.Text())) {
      issues.Refuse({config_map, "data"},
                    "has no printable value of one line for key \"" + std::string(key) +
                        "\"; add it, or correct the key");
    }
    return std::string(value.Text());
  }
};

void Register(plugin::Registrar& registrar) {
  static const ConnectTimeoutPolicy connect_timeout;
  static const ResponseHeaderPolicy response_header;
  registrar.AddPolicy(connect_timeout);
  registrar.AddPolicy(response_header);
  registrar.AddCrd(plugin::kCrds);
}

}  // namespace

MESHGATE_PLUGIN(policies, 0_1_0, Register)
