#include <string>

#include "controllers/infra/kubernetes/metadata.h"
#include "controllers/infra/kubernetes/names.h"

namespace meshgate::infra {
namespace {

using resource::Value;

const char* NameOf(ir::ServiceType type) {
  switch (type) {
    case ir::ServiceType::kClusterIp:
      return "ClusterIP";
    case ir::ServiceType::kNodePort:
      return "NodePort";
    case ir::ServiceType::kLoadBalancer:
      break;
  }
  return "LoadBalancer";
}

}  // namespace

// An address that a Gateway asks for is asked of the load balancer. Not by externalIPs: who may
// make Gateways could then take the traffic to any address (CVE-2020-8554).
Value BuildService(const ProxyPlan& plan) {
  const ir::InfrastructureParameters& parameters = plan.infra.parameters;
  const auto type = parameters.service_type.value_or(ir::ServiceType::kLoadBalancer);
  Value object = NewObject(plan, "v1", "Service", ProxyName(plan.gateway.name),
                           parameters.service_labels, parameters.service_annotations);
  Value& spec = object.Set("spec", Value::Map());
  spec.Set("type", Value::String(NameOf(type)));
  if (type == ir::ServiceType::kLoadBalancer) {
    if (!plan.infra.addresses.empty()) {
      spec.Set("loadBalancerIP", Value::String(plan.infra.addresses.front()));
    } else if (parameters.load_balancer_ip) {
      spec.Set("loadBalancerIP", Value::String(*parameters.load_balancer_ip));
    }
  }
  spec.Set("selector", SelectorOf(plan));
  Value& ports = spec.Set("ports", Value::List());
  for (const auto& [number, transport] : plan.infra.ports) {
    const bool is_tcp = transport == ir::Transport::kTcp;
    Value& port = ports.items.emplace_back(Value::Map());
    // As Kuma calls it; the same number of another transport needs another name.
    port.Set("name", Value::String(std::to_string(number) + (is_tcp ? "" : "-udp")));
    port.Set("protocol", Value::String(is_tcp ? "TCP" : "UDP"));
    port.Set("port", Value::Integer(number));
    port.Set("targetPort", Value::Integer(number));
  }
  return object;
}

}  // namespace meshgate::infra
