#include "controllers/app/cluster_setup.h"

#include <chrono>
#include <utility>
#include <vector>

#include "core/base/status_macros.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::app {
namespace {

using resource::Value;

constexpr std::chrono::seconds kPause{5};
constexpr char kClassMade[] = "gatewayClass";

const kubernetes::ApiResource kConfigMaps{"", "v1", "configmaps", true};
const kubernetes::ApiResource kDefinitions{"apiextensions.k8s.io", "v1",
                                           "customresourcedefinitions", false};
const kubernetes::ApiResource kClasses{std::string(resource::kGatewayApiGroup), "v1",
                                       "gatewayclasses", false};

Value NewObject(const char* api_version, const char* kind, const std::string& name) {
  Value metadata = Value::Map();
  metadata.Set("name", Value::String(name));
  Value object = Value::Map();
  object.Set("apiVersion", Value::String(api_version));
  object.Set("kind", Value::String(kind));
  object.Set("metadata", std::move(metadata));
  return object;
}

// What exists already is as good as made.
absl::Status Made(const absl::StatusOr<Value>& object) {
  return absl::IsAlreadyExists(object.status()) ? absl::OkStatus() : object.status();
}

}  // namespace

ClusterSetup::ClusterSetup(kubernetes::HttpClient& client, const loader::Registry& registry,
                           SetupOptions options, Reporter& reporter)
    : api_(client),
      registry_(registry),
      options_(std::move(options)),
      reporter_(reporter),
      thread_([this] { Run(); }) {}

ClusterSetup::~ClusterSetup() {
  {
    base::MutexLock lock(mutex_);
    end_ = true;
    ended_.SignalAll();
  }
  thread_.join();
}

void ClusterSetup::Run() {
  std::string told;
  while (true) {
    absl::Status status = InstallDefinitions();
    if (status.ok()) status = MakeClass();
    if (status.ok()) return;
    const std::string message(status.message());
    if (!absl::IsNotFound(status) && message != told) {
      told = message;
      reporter_.Post(std::vector<provider::Finding>{
          {provider::Severity::kWarning, "", {}, "", "the cluster cannot be set up: " + message}});
    }
    if (!Pause()) return;
  }
}

bool ClusterSetup::Pause() {
  const auto deadline = std::chrono::steady_clock::now() + kPause;
  base::MutexLock lock(mutex_);
  while (!end_ && ended_.WaitUntil(mutex_, deadline)) {
  }
  return !end_;
}

absl::Status ClusterSetup::InstallDefinitions() {
  for (const loader::PluginCrds& crds : registry_.crds()) {
    for (const resource::Document& document : resource::DecodeYaml(crds.yaml).documents) {
      const std::string name(document.value.Find("metadata")->FindText("name"));
      const absl::Status found = api_.Get(kDefinitions.ObjectPath("", name)).status();
      if (found.ok()) continue;
      if (!absl::IsNotFound(found)) return found;
      MG_RETURN_IF_ERROR(Made(api_.Create(kDefinitions.CollectionPath(), document.value)));
    }
  }
  return absl::OkStatus();
}

absl::Status ClusterSetup::MakeClass() {
  if (options_.gateway_class.empty()) return absl::OkStatus();
  const absl::StatusOr<Value> state =
      api_.Get(kConfigMaps.ObjectPath(options_.ns, kStateConfigMap));
  if (!state.ok() && !absl::IsNotFound(state.status())) return state.status();
  if (state.ok()) {
    const Value* data = state->Find("data");
    if (data != nullptr && data->Find(kClassMade) != nullptr) return absl::OkStatus();
  }
  Value spec = Value::Map();
  spec.Set("controllerName", Value::String(options_.controller_name));
  Value gateway_class =
      NewObject("gateway.networking.k8s.io/v1", "GatewayClass", options_.gateway_class);
  gateway_class.Set("spec", std::move(spec));
  MG_RETURN_IF_ERROR(Made(api_.Create(kClasses.CollectionPath(), gateway_class)));
  return Remember();
}

absl::Status ClusterSetup::Remember() {
  Value data = Value::Map();
  data.Set(kClassMade, Value::String(options_.gateway_class));
  Value state = NewObject("v1", "ConfigMap", kStateConfigMap);
  state.Set("data", std::move(data));
  return Made(api_.Create(kConfigMaps.ObjectPath(options_.ns, ""), state));
}

}  // namespace meshgate::app
