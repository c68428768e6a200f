#include "controllers/infra/kubernetes/proxy_objects.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/escaping.h"
#include "controllers/infra/bootstrap/bootstrap.h"
#include "controllers/infra/kubernetes/metadata.h"
#include "controllers/infra/kubernetes/names.h"
#include "core/base/hash.h"

namespace meshgate::infra {
namespace {

using resource::Value;

constexpr int kFirstReadyPort = 9902;

// Lays `over` over `base`.
ir::StringMap Over(const ir::StringMap& over, ir::StringMap base) {
  for (const auto& [key, value] : over) base.insert_or_assign(key, value);
  return base;
}

std::map<std::string, std::string> Bootstrap(const ProxyPlan& plan) {
  return BuildNetworkBootstrap({.gateway = NamespacedName(plan.gateway),
                                .xds_host = plan.settings.xds_host,
                                .xds_port = plan.settings.xds_port,
                                .xds_server_name = plan.settings.xds_server_name,
                                .credentials_folder = kCredentialsFolder,
                                .configuration_folder = kConfigurationFolder,
                                .admin_socket = kAdminSocket,
                                .ready_port = ReadyPort(plan.infra)});
}

Value BuildConfigMap(const ProxyPlan& plan, const std::map<std::string, std::string>& files) {
  Value object = NewObject(plan, "v1", "ConfigMap", BootstrapName(plan.gateway.name));
  object.Set("data", ToValue(files));
  return object;
}

Value BuildServiceAccount(const ProxyPlan& plan) {
  Value object = NewObject(plan, "v1", "ServiceAccount", ProxyName(plan.gateway.name));
  object.Set("automountServiceAccountToken", Value::Bool(false));
  return object;
}

}  // namespace

Value ToValue(const ir::StringMap& map) {
  Value value = Value::Map();
  for (const auto& [key, text] : map) value.fields.push_back({key, Value::String(text), {}});
  return value;
}

ir::StringMap LabelsOf(const ProxyPlan& plan, ir::StringMap own) {
  return Over({{kGatewayNameLabel, NameAsLabel(plan.gateway.name)},
               {kGatewayClassNameLabel, NameAsLabel(plan.infra.gateway_class)},
               {kManagedByLabel, kManagedBy}},
              Over(plan.infra.labels, std::move(own)));
}

ir::StringMap AnnotationsOf(const ProxyPlan& plan, ir::StringMap own) {
  return Over(plan.infra.annotations, std::move(own));
}

Value SelectorOf(const ProxyPlan& plan) {
  return ToValue(
      {{kGatewayNameLabel, NameAsLabel(plan.gateway.name)}, {kManagedByLabel, kManagedBy}});
}

Value NewObject(const ProxyPlan& plan, const char* api_version, const char* kind, std::string name,
                ir::StringMap own_labels, ir::StringMap own_annotations) {
  Value object = Value::Map();
  object.Set("apiVersion", Value::String(api_version));
  object.Set("kind", Value::String(kind));
  Value& metadata = object.Set("metadata", Value::Map());
  metadata.Set("name", Value::String(std::move(name)));
  metadata.Set("namespace", Value::String(plan.gateway.ns));
  metadata.Set("labels", ToValue(LabelsOf(plan, std::move(own_labels))));
  metadata.Set("annotations",
               ToValue(Over({{kControllerAnnotation, plan.settings.controller_name}},
                            AnnotationsOf(plan, std::move(own_annotations)))));
  Value owner = Value::Map();
  owner.Set("apiVersion", Value::String("gateway.networking.k8s.io/v1"));
  owner.Set("kind", Value::String("Gateway"));
  owner.Set("name", Value::String(plan.gateway.name));
  owner.Set("uid", Value::String(plan.infra.uid));
  owner.Set("controller", Value::Bool(true));
  metadata.Set("ownerReferences", Value::List({std::move(owner)}));
  return object;
}

int ReadyPort(const pipeline::Infrastructure& infra) {
  using Port = pipeline::Infrastructure::Port;
  int port = kFirstReadyPort;
  while (std::count(infra.ports.begin(), infra.ports.end(), Port{port}) > 0) ++port;
  return port;
}

std::vector<Value> BuildProxyObjects(const resource::ObjectId& gateway,
                                     const pipeline::Infrastructure& infra,
                                     const ProxySettings& settings, bool autoscaled) {
  const ProxyPlan plan{gateway, infra, settings};
  const std::map<std::string, std::string> bootstrap = Bootstrap(plan);
  std::string content;
  for (const auto& [name, text] : bootstrap) content += name + '\0' + text + '\0';
  std::vector<Value> objects;
  // First, since a load balancer takes its time.
  objects.push_back(BuildService(plan));
  if (!infra.parameters.service_account_name) objects.push_back(BuildServiceAccount(plan));
  objects.push_back(BuildConfigMap(plan, bootstrap));
  objects.push_back(BuildDeployment(plan, base::HashBytes(content).ToHex(), autoscaled));
  return objects;
}

Value BuildCredentialsSecret(const resource::ObjectId& gateway,
                             const pipeline::Infrastructure& infra,
                             const ProxySettings& settings) {
  Value object =
      NewObject({gateway, infra, settings}, "v1", "Secret", CredentialsName(gateway.name));
  object.Set("type", Value::String("kubernetes.io/tls"));
  return object;
}

Value BuildCredentialsData(const XdsCredentials& credentials) {
  return ToValue({{"ca.crt", absl::Base64Escape(credentials.ca_certificates)},
                  {"tls.crt", absl::Base64Escape(credentials.certificates)},
                  {"tls.key", absl::Base64Escape(credentials.private_key)}});
}

}  // namespace meshgate::infra
