#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controllers/infra/bootstrap/bootstrap.h"
#include "controllers/infra/kubernetes/metadata.h"
#include "controllers/infra/kubernetes/names.h"
#include "controllers/infra/kubernetes/quantity.h"

namespace meshgate::infra {
namespace {

using resource::Value;

constexpr char kBootstrapAnnotation[] = "meshgate.io/bootstrap";
constexpr int kUser = 65532;  // nobody's; the image has no user of its own
// A pod that ends serves on, and asks its clients to leave: until its endpoints are gone
// everywhere, then for as long as there are connections. It is killed in the end.
constexpr int kLameDuckSeconds = 5;
constexpr int kDrainSeconds = 30;
constexpr int kTerminationSeconds = kLameDuckSeconds + kDrainSeconds + 10;

Value Text(std::string text) { return Value::String(std::move(text)); }

Value Texts(std::vector<std::string> texts) {
  Value list = Value::List();
  for (std::string& text : texts) list.items.push_back(Text(std::move(text)));
  return list;
}

Value Mount(const char* name, const char* path, bool read_only) {
  Value mount = Value::Map();
  mount.Set("name", Text(name));
  mount.Set("mountPath", Text(path));
  if (read_only) mount.Set("readOnly", Value::Bool(true));
  return mount;
}

// The admin interface is a Unix socket, for which the image has no client but Perl's.
std::string DrainScript() {
  return "use IO::Socket::UNIX; "
         "sub ask { my $s = IO::Socket::UNIX->new(\"" +
         std::string(kAdminSocket) +
         "\") or exit 0; "
         "print $s \"$_[0] HTTP/1.1\\r\\nHost: admin\\r\\nConnection: close\\r\\n\\r\\n\"; "
         "local $/; my $answer = <$s>; return $answer } "
         "ask(\"POST /drain_listeners?graceful&skip_exit\"); sleep " +
         std::to_string(kLameDuckSeconds) +
         "; for (1.." +
         std::to_string(kDrainSeconds) +
         ") { last unless ask(\"GET /stats?filter=downstream_cx_active\") =~ "
         "/^listener\\.(?!admin)\\S+ [1-9]/m; sleep 1 }";
}

Value Probe(int port, int period, int failures) {
  Value probe = Value::Map();
  Value& get = probe.Set("httpGet", Value::Map());
  get.Set("path", Text("/ready"));
  get.Set("port", Value::Integer(port));
  probe.Set("periodSeconds", Value::Integer(period));
  probe.Set("timeoutSeconds", Value::Integer(3));
  probe.Set("failureThreshold", Value::Integer(failures));
  return probe;
}

ir::Resources ResourcesOf(const ir::InfrastructureParameters& parameters) {
  if (parameters.resources) return *parameters.resources;
  return {.requests = {{"cpu", "50m"}, {"memory", "64Mi"}}, .limits = {{"memory", "512Mi"}}};
}

// One worker for each processor that the limit allows, 2 at least, as Kuma; without a limit as
// many as the node has.
std::optional<int> WorkersOf(const ir::Resources& resources) {
  const auto limit = resources.limits.find("cpu");
  if (limit == resources.limits.end()) return std::nullopt;
  const std::optional<double> processors = ParseQuantity(limit->second);
  if (!processors) return std::nullopt;
  return std::max(2, static_cast<int>(std::min(*processors, 1024.0)));
}

Value ArgumentsOf(const ir::Resources& resources) {
  std::vector<std::string> arguments = {
      "--config-path", std::string(kConfigurationFolder) + "/" + kBootstrapFile,
      "--service-node", "$(POD_NAME)",
      // Needs shared memory, and pods are not restarted in place.
      "--disable-hot-restart", "--drain-time-s", std::to_string(kDrainSeconds), "--drain-strategy",
      "immediate", "--log-level", "warning"};
  if (const std::optional<int> workers = WorkersOf(resources)) {
    arguments.insert(arguments.end(), {"--concurrency", std::to_string(*workers)});
  }
  return Texts(std::move(arguments));
}

Value BuildContainer(const ProxyPlan& plan) {
  const ir::InfrastructureParameters& parameters = plan.infra.parameters;
  const ir::Resources resources = ResourcesOf(parameters);
  const int ready_port = ReadyPort(plan.infra);
  Value container = Value::Map();
  container.Set("name", Text("envoy"));
  container.Set("image", Text(plan.settings.image));
  container.Set("imagePullPolicy", Text("IfNotPresent"));
  container.Set("command", Texts({"envoy"}));
  container.Set("args", ArgumentsOf(resources));
  Value& variable = container.Set("env", Value::List()).items.emplace_back(Value::Map());
  variable.Set("name", Text("POD_NAME"));
  variable.Set("valueFrom", Value::Map())
      .Set("fieldRef", Value::Map())
      .Set("fieldPath", Text("metadata.name"));
  Value& port = container.Set("ports", Value::List()).items.emplace_back(Value::Map());
  port.Set("name", Text("ready"));
  port.Set("containerPort", Value::Integer(ready_port));
  port.Set("protocol", Text("TCP"));
  // The first configuration may take as long as the control plane is away.
  container.Set("startupProbe", Probe(ready_port, 1, 600));
  container.Set("readinessProbe", Probe(ready_port, 5, 2));
  container.Set("livenessProbe", Probe(ready_port, 10, 6));
  container.Set("lifecycle", Value::Map())
      .Set("preStop", Value::Map())
      .Set("exec", Value::Map())
      .Set("command", Texts({"perl", "-e", DrainScript()}));
  Value& wanted = container.Set("resources", Value::Map());
  if (!resources.requests.empty()) wanted.Set("requests", ToValue(resources.requests));
  if (!resources.limits.empty()) wanted.Set("limits", ToValue(resources.limits));
  Value& security = container.Set("securityContext", Value::Map());
  security.Set("allowPrivilegeEscalation", Value::Bool(false));
  security.Set("readOnlyRootFilesystem",
               Value::Bool(parameters.read_only_root_filesystem.value_or(true)));
  security.Set("capabilities", Value::Map()).Set("drop", Texts({"ALL"}));
  Value& mounts = container.Set("volumeMounts", Value::List());
  mounts.items.push_back(Mount("bootstrap", kConfigurationFolder, /*read_only=*/true));
  mounts.items.push_back(Mount("xds", kCredentialsFolder, /*read_only=*/true));
  mounts.items.push_back(Mount("run", kRunFolder, /*read_only=*/false));
  return container;
}

Value BuildVolumes(const ProxyPlan& plan) {
  Value volumes = Value::List();
  const auto add = [&](const char* name) -> Value& {
    Value& volume = volumes.items.emplace_back(Value::Map());
    volume.Set("name", Text(name));
    return volume;
  };
  Value& bootstrap = add("bootstrap").Set("configMap", Value::Map());
  bootstrap.Set("name", Text(BootstrapName(plan.gateway.name)));
  bootstrap.Set("defaultMode", Value::Integer(0444));
  Value& credentials = add("xds").Set("secret", Value::Map());
  credentials.Set("secretName", Text(CredentialsName(plan.gateway.name)));
  credentials.Set("defaultMode", Value::Integer(0440));
  add("run").Set("emptyDir", Value::Map());
  return volumes;
}

Value BuildPodSecurity(const ir::InfrastructureParameters& parameters) {
  Value security = Value::Map();
  security.Set("runAsNonRoot", Value::Bool(true));
  security.Set("runAsUser", Value::Integer(kUser));
  security.Set("runAsGroup", Value::Integer(kUser));
  security.Set("fsGroup", Value::Integer(parameters.fs_group.value_or(kUser)));
  security.Set("seccompProfile", Value::Map()).Set("type", Text("RuntimeDefault"));
  Value& sysctl = security.Set("sysctls", Value::List()).items.emplace_back(Value::Map());
  sysctl.Set("name", Text("net.ipv4.ip_unprivileged_port_start"));
  sysctl.Set("value", Text("0"));
  return security;
}

Value BuildPodSpec(const ProxyPlan& plan) {
  const ir::InfrastructureParameters& parameters = plan.infra.parameters;
  Value spec = Value::Map();
  spec.Set("serviceAccountName",
           Text(parameters.service_account_name.value_or(ProxyName(plan.gateway.name))));
  spec.Set("automountServiceAccountToken", Value::Bool(false));
  spec.Set("enableServiceLinks", Value::Bool(false));
  spec.Set("terminationGracePeriodSeconds", Value::Integer(kTerminationSeconds));
  spec.Set("securityContext", BuildPodSecurity(parameters));
  spec.Set("containers", Value::List({BuildContainer(plan)}));
  spec.Set("volumes", BuildVolumes(plan));
  Value& spread =
      spec.Set("topologySpreadConstraints", Value::List()).items.emplace_back(Value::Map());
  spread.Set("maxSkew", Value::Integer(1));
  spread.Set("topologyKey", Text("kubernetes.io/hostname"));
  spread.Set("whenUnsatisfiable", Text("ScheduleAnyway"));
  spread.Set("labelSelector", Value::Map()).Set("matchLabels", SelectorOf(plan));
  return spec;
}

ir::StringMap PodLabels(const ProxyPlan& plan) {
  ir::StringMap labels = LabelsOf(plan, plan.infra.parameters.pod_labels);
  // Where Kuma injects its own proxies.
  labels.insert_or_assign("kuma.io/sidecar-injection", "disabled");
  return labels;
}

}  // namespace

Value BuildDeployment(const ProxyPlan& plan, const std::string& bootstrap_hash, bool autoscaled) {
  const ir::InfrastructureParameters& parameters = plan.infra.parameters;
  Value object = NewObject(plan, "apps/v1", "Deployment", ProxyName(plan.gateway.name));
  Value& spec = object.Set("spec", Value::Map());
  if (!autoscaled) spec.Set("replicas", Value::Integer(parameters.replicas.value_or(1)));
  spec.Set("selector", Value::Map()).Set("matchLabels", SelectorOf(plan));
  Value& strategy = spec.Set("strategy", Value::Map());
  strategy.Set("type", Text("RollingUpdate"));
  Value& rolling = strategy.Set("rollingUpdate", Value::Map());
  rolling.Set("maxUnavailable", Value::Integer(0));
  rolling.Set("maxSurge", Text("25%"));
  Value& pod = spec.Set("template", Value::Map());
  Value& metadata = pod.Set("metadata", Value::Map());
  metadata.Set("labels", ToValue(PodLabels(plan)));
  ir::StringMap annotations = AnnotationsOf(plan, parameters.pod_annotations);
  annotations.insert_or_assign(kBootstrapAnnotation, bootstrap_hash);
  metadata.Set("annotations", ToValue(annotations));
  pod.Set("spec", BuildPodSpec(plan));
  return object;
}

}  // namespace meshgate::infra
