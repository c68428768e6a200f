#include <algorithm>
#include <string>
#include <string_view>

#include "core/loader/ir_check.h"
#include "core/plugin/syntax.h"

namespace meshgate::loader {
namespace {

constexpr size_t kMaxEntries = 256;
constexpr size_t kMaxText = 4096;

bool HasValidKeys(const ir::StringMap& map) {
  return map.size() <= kMaxEntries && std::all_of(map.begin(), map.end(), [](const auto& entry) {
           return plugin::IsLabelKey(entry.first);
         });
}

bool AreLabels(const ir::StringMap& labels) {
  return HasValidKeys(labels) && std::all_of(labels.begin(), labels.end(), [](const auto& label) {
           return label.second.empty() || plugin::IsLabelText(label.second);
         });
}

bool AreTexts(const ir::StringMap& map) {
  return HasValidKeys(map) && std::all_of(map.begin(), map.end(), [](const auto& entry) {
           return entry.second.size() <= kMaxText;
         });
}

bool AreQuantities(const ir::StringMap& quantities) {
  return HasValidKeys(quantities) &&
         std::all_of(quantities.begin(), quantities.end(), [](const auto& quantity) {
           return quantity.second.size() <= 63 && plugin::IsPrintable(quantity.second);
         });
}

bool IsServiceType(ir::ServiceType type) {
  return type == ir::ServiceType::kLoadBalancer || type == ir::ServiceType::kClusterIp ||
         type == ir::ServiceType::kNodePort;
}

}  // namespace

std::string FindInvalidParameters(const ir::InfrastructureParameters& parameters) {
  std::string error;
  const auto require = [&](bool holds, std::string_view field, std::string_view rule) {
    if (!holds && error.empty()) error.append(field).append(" ").append(rule);
  };
  constexpr std::string_view kLabels = "must be labels as Kubernetes allows them, 256 at most";
  constexpr std::string_view kTexts =
      "must have the keys of labels and values of up to 4096 bytes, 256 at most";
  require(parameters.replicas.value_or(1) >= 1, "replicas", "must be 1 or more");
  require(IsServiceType(parameters.service_type.value_or(ir::ServiceType::kClusterIp)),
          "service_type", "must be one of the enumerators");
  if (parameters.resources) {
    require(AreQuantities(parameters.resources->requests), "resources.requests",
            "must be names of resources and quantities");
    require(AreQuantities(parameters.resources->limits), "resources.limits",
            "must be names of resources and quantities");
  }
  require(AreTexts(parameters.service_annotations), "service_annotations", kTexts);
  require(AreLabels(parameters.service_labels), "service_labels", kLabels);
  require(plugin::IsPrintable(parameters.load_balancer_ip.value_or("0")), "load_balancer_ip",
          "must be an address");
  require(AreTexts(parameters.pod_annotations), "pod_annotations", kTexts);
  require(AreLabels(parameters.pod_labels), "pod_labels", kLabels);
  require(plugin::IsPreciseHostname(parameters.service_account_name.value_or("a")),
          "service_account_name", "must be a name of an object");
  require(parameters.fs_group.value_or(0) >= 0, "fs_group", "must be 0 or more");
  require(AreTexts(parameters.tags), "tags", kTexts);
  return error;
}

}  // namespace meshgate::loader
