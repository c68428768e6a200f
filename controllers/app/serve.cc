#include "controllers/app/serve.h"

#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_join.h"
#include "controllers/app/demo_certificates.h"
#include "controllers/app/demo_services.h"
#include "controllers/app/manager.h"
#include "controllers/app/plugins.h"
#include "controllers/app/port_map.h"
#include "controllers/app/process.h"
#include "controllers/app/reporter.h"
#include "controllers/app/schemas.h"
#include "controllers/infra/host/host_infrastructure.h"
#include "controllers/infra/host/host_proxies.h"
#include "controllers/provider/file/file_provider.h"
#include "controllers/sinks/proxies/proxy_sink.h"
#include "controllers/sinks/status/status_files.h"
#include "controllers/sinks/xds/envoy_filters.h"
#include "core/base/socket_name.h"
#include "core/base/status_macros.h"

namespace meshgate::app {
namespace {

std::string RuntimeFolder(const cli::Settings& settings) {
  if (!settings.runtime_dir.empty()) return settings.runtime_dir;
  const char* user_folder = std::getenv("XDG_RUNTIME_DIR");
  if (user_folder != nullptr && *user_folder != '\0') return std::string(user_folder) + "/meshgate";
  return "/tmp/meshgate-" + std::to_string(getuid());
}

absl::Status CheckBindAddress(const cli::Settings& settings) {
  if (base::IsIpAddress(settings.bind_address)) return absl::OkStatus();
  return absl::InvalidArgumentError("--bind-address must be an IP address, not \"" +
                                    settings.bind_address + "\"");
}

absl::StatusOr<PortMap> PortMapOf(const cli::Settings& settings) {
  return settings.port_map.empty() ? PortMap() : ReadPortMap(settings.port_map);
}

pipeline::Options TranslatorOptions(const cli::Settings& settings, const PortMap& port_map) {
  pipeline::Options options;
  options.controller_name = settings.controller_name;
  options.escaped_slashes = cli::EscapedSlashesOf(settings);
  options.default_address = settings.bind_address;
  options.host_network = pipeline::HostNetwork{settings.bind_address, port_map.listeners};
  options.find_invalid_envoy_message = xds::FindInvalidRouteConfig;
  return options;
}

proxies::ProxyOptions ProxyOptionsOf(const PortMap& port_map) {
  proxies::ProxyOptions options;
  for (const auto& [backend, address] : port_map.backends) {
    options.backends[backend] = {address.ip, address.port};
  }
  return options;
}

// Backends of the port map are left to it.
std::set<pipeline::BackendId> MappedBackends(const PortMap& port_map) {
  std::set<pipeline::BackendId> mapped;
  for (const auto& [backend, address] : port_map.backends) mapped.insert(backend);
  return mapped;
}

// A status in the input would be read as an object.
absl::Status CheckStatusFolder(const cli::Settings& settings) {
  for (const std::string& file : settings.files) {
    if (!(settings.status_dir + "/").starts_with(file + "/")) continue;
    return absl::InvalidArgumentError("--status-dir " + settings.status_dir +
                                      " lies in the input " + file + "; choose another folder");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<status_sink::StatusFiles>> OpenStatusFiles(
    const cli::Settings& settings) {
  if (settings.status_dir.empty()) return std::optional<status_sink::StatusFiles>();
  MG_RETURN_IF_ERROR(CheckStatusFolder(settings));
  MG_ASSIGN_OR_RETURN(status_sink::StatusFiles files,
                      status_sink::StatusFiles::Open(settings.status_dir));
  return std::optional(std::move(files));
}

absl::StatusOr<std::unique_ptr<infra::HostProxies>> MakeProxies(const cli::Settings& settings,
                                                                const Runfiles& runfiles) {
  infra::HostOptions options;
  MG_ASSIGN_OR_RETURN(options.envoy_path, runfiles.Find("envoy_binary/envoy", "envoy"));
  options.runtime_dir = RuntimeFolder(settings);
  options.log_dir = options.runtime_dir + "/logs";
  return infra::HostProxies::Create(std::move(options));
}

}  // namespace

absl::Status Serve(const cli::Settings& settings, const Runfiles& runfiles) {
  const StopSignals stop;
  StartLogging(settings);
  MG_RETURN_IF_ERROR(CheckBindAddress(settings));
  MG_ASSIGN_OR_RETURN(const PortMap port_map, PortMapOf(settings));
  MG_RETURN_IF_ERROR(provider::CheckReadable(settings.files));
  MG_ASSIGN_OR_RETURN(const loader::Registry registry, LoadPlugins(settings, runfiles));
  MG_ASSIGN_OR_RETURN(const resource::SchemaCatalog schemas, SchemasToServe(registry));
  MG_ASSIGN_OR_RETURN(const std::unique_ptr<infra::HostProxies> proxies,
                      MakeProxies(settings, runfiles));
  MG_ASSIGN_OR_RETURN(const std::unique_ptr<provider::FileProvider> files,
                      provider::FileProvider::Create(settings.files, schemas));
  MG_ASSIGN_OR_RETURN(std::optional<status_sink::StatusFiles> status_files,
                      OpenStatusFiles(settings));

  Reporter reporter(std::move(status_files));
  TellPlugins(registry, reporter);
  reporter.Post("Envoy logs and sockets: " + RuntimeFolder(settings));
  reporter.Post("Watching " + absl::StrJoin(settings.files, ", "));
  pipeline::Translator translator(registry, TranslatorOptions(settings, port_map));
  infra::HostInfrastructure infrastructure(*proxies);
  proxies::ProxySink proxy_sink(translator, registry, infrastructure, ProxyOptionsOf(port_map));
  DemoServices demo_services(MappedBackends(port_map), [&](const auto& backend, auto address) {
    proxy_sink.Override(backend, std::move(address));
  });
  ManagerOptions options{.providers = {files.get()}, .sinks = {&proxy_sink}};
  if (settings.demo_backends) options.sinks.push_back(&demo_services);
  std::optional<DemoCertificates> demo_certificates;
  if (settings.demo_certificates) {
    options.sinks.push_back(&demo_certificates.emplace(translator));
  }
  const Manager manager(translator, registry, std::move(options), reporter);
  stop.Wait();
  reporter.Post(std::string("Stopping: the proxies drain."));
  files->Stop();
  // While the manager still serves xDS, so that no proxy drains with a stale configuration.
  proxies->Stop();
  return absl::OkStatus();
}

}  // namespace meshgate::app
