#include "plugins/crossmesh/mesh_gateway_config.h"

#include <optional>
#include <string>
#include <string_view>

#include "core/plugin/syntax.h"

namespace meshgate::crossmesh {
namespace {

using plugin::Node;

// Reads one object. The schema has bounded what it can; what is left is checked here.
class Reader {
 public:
  explicit Reader(plugin::Issues& issues) : issues_(issues) {}

  ir::StringMap Annotations(Node map, const std::string& field) const {
    ir::StringMap annotations;
    for (const Node value : map) {
      if (!plugin::IsLabelKey(value.key())) RefuseKey(field, value.key());
      annotations.emplace(value.key(), value.Text());
    }
    return annotations;
  }

  ir::StringMap Labels(Node map, const std::string& field) const {
    ir::StringMap labels = Annotations(map, field);
    for (const auto& [key, value] : labels) {
      if (value.empty() || plugin::IsLabelText(value)) continue;
      issues_.Refuse(field + "." + key,
                     "\"" + value +
                         "\" is no value of a label; use up to 63 letters, digits, '-', '_' and "
                         "'.', with a letter or digit at both ends");
    }
    return labels;
  }

  std::optional<ir::Resources> Resources(Node node, const std::string& field) const {
    if (!node) return std::nullopt;
    if (node["claims"].size() > 0) {
      issues_.Refuse(field + ".claims", "resource claims are not supported; remove them");
    }
    return ir::Resources{Annotations(node["requests"], field + ".requests"),
                         Annotations(node["limits"], field + ".limits")};
  }

  std::optional<std::string> LoadBalancerIp(Node node, const std::string& field) const {
    if (node.Text().empty()) return std::nullopt;
    if (!plugin::ConsistsOf(node.Text(), [](char c) {
          return plugin::IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
                 c == '.' || c == ':';
        })) {
      issues_.Refuse(field, "must be an IP address");
    }
    return std::string(node.Text());
  }

  std::optional<std::string> ServiceAccountName(Node node, const std::string& field) const {
    if (node.Text().empty()) return std::nullopt;
    if (!plugin::IsPreciseHostname(node.Text())) {
      issues_.Refuse(field, "must be the name of a ServiceAccount");
    }
    return std::string(node.Text());
  }

 private:
  void RefuseKey(const std::string& field, std::string_view key) const {
    issues_.Refuse(field, "\"" + std::string(key) +
                              "\" is no key; use a name such as example.com/name, of up to 63 "
                              "letters, digits, '-', '_' and '.'");
  }

  plugin::Issues& issues_;
};

std::optional<ir::ServiceType> ReadServiceType(Node node) {
  if (node.Text() == "LoadBalancer") return ir::ServiceType::kLoadBalancer;
  if (node.Text() == "ClusterIP") return ir::ServiceType::kClusterIp;
  if (node.Text() == "NodePort") return ir::ServiceType::kNodePort;
  return std::nullopt;
}

}  // namespace

plugin::ClassParametersSpec MeshGatewayConfig::spec() const {
  return {.group = "kuma.io", .kind = "MeshGatewayConfig", .namespaced = false};
}

ir::InfrastructureParameters MeshGatewayConfig::Build(const plugin::Object&, Node spec,
                                                      plugin::ResolvedReferences,
                                                      plugin::Issues& issues) const {
  const Node service = spec["serviceTemplate"];
  const Node pod = spec["podTemplate"];
  const Node security = pod["spec"]["container"]["securityContext"];
  const Reader reader(issues);
  ir::InfrastructureParameters parameters;
  if (spec["replicas"]) parameters.replicas = static_cast<int>(spec["replicas"].Int());
  parameters.service_type = ReadServiceType(spec["serviceType"]);
  parameters.resources = reader.Resources(spec["resources"], "spec.resources");
  parameters.service_annotations = reader.Annotations(
      service["metadata"]["annotations"], "spec.serviceTemplate.metadata.annotations");
  parameters.service_labels =
      reader.Labels(service["metadata"]["labels"], "spec.serviceTemplate.metadata.labels");
  parameters.load_balancer_ip = reader.LoadBalancerIp(service["spec"]["loadBalancerIP"],
                                                      "spec.serviceTemplate.spec.loadBalancerIP");
  parameters.pod_annotations = reader.Annotations(pod["metadata"]["annotations"],
                                                  "spec.podTemplate.metadata.annotations");
  parameters.pod_labels =
      reader.Labels(pod["metadata"]["labels"], "spec.podTemplate.metadata.labels");
  parameters.service_account_name = reader.ServiceAccountName(
      pod["spec"]["serviceAccountName"], "spec.podTemplate.spec.serviceAccountName");
  if (const Node group = pod["spec"]["securityContext"]["fsGroup"]) {
    parameters.fs_group = group.Int();
  }
  if (const Node read_only = security["readOnlyRootFilesystem"]) {
    parameters.read_only_root_filesystem = read_only.Bool();
  }
  if (spec["crossMesh"]) parameters.cross_mesh = spec["crossMesh"].Bool();
  if (parameters.cross_mesh.value_or(false)) {
    // Served like any other it would let everybody in, and not the other meshes alone.
    issues.Refuse("spec.crossMesh", "cross-mesh gateways are not supported; leave it out");
  }
  parameters.tags = reader.Annotations(spec["tags"], "spec.tags");
  if (!parameters.tags.empty()) {
    issues.Note("spec.tags", "tags have an effect in the resources for Kuma only");
  }
  return parameters;
}

}  // namespace meshgate::crossmesh
