#include "controllers/app/serve_cluster.h"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "controllers/admin/admin_server.h"
#include "controllers/app/cluster_authority.h"
#include "controllers/app/cluster_infrastructure.h"
#include "controllers/app/cluster_setup.h"
#include "controllers/app/cluster_statuses.h"
#include "controllers/app/manager.h"
#include "controllers/app/plugins.h"
#include "controllers/app/process.h"
#include "controllers/app/schemas.h"
#include "controllers/kubernetes/api.h"
#include "controllers/kubernetes/http_client.h"
#include "controllers/provider/kubernetes/kubernetes_provider.h"
#include "controllers/sinks/proxies/proxy_sink.h"
#include "controllers/sinks/status/writer.h"
#include "controllers/sinks/xds/envoy_filters.h"
#include "core/base/socket_name.h"
#include "core/base/status_macros.h"
#include "core/pipeline/inputs.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

constexpr char kServiceAccountFolder[] = "/var/run/secrets/kubernetes.io/serviceaccount";
// A Gateway's attachedRoutes may change with every route.
constexpr std::chrono::milliseconds kGatewayPause{250};
// Proxies that serve already come back one by one: what they had is not to be called pending.
constexpr std::chrono::seconds kLongestHoldAtStart{20};

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string OwnNamespace(const cli::Settings& settings, const kubernetes::Access& access) {
  return settings.ns.empty() ? access.default_namespace : settings.ns;
}

status_sink::WriterOptions StatusOptions(const cli::Settings& settings, Reporter& reporter) {
  status_sink::WriterOptions options;
  options.controller_name = settings.controller_name;
  options.pauses = {{resource::kGateway, kGatewayPause}};
  options.now = [] {
    return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone());
  };
  options.report = [&reporter](const resource::ObjectId& id, const std::string& message) {
    reporter.Post(std::vector<provider::Finding>{
        {provider::Severity::kError, "", {}, resource::ToString(id),
         "its status cannot be written: " + message}});
  };
  return options;
}

pipeline::Options TranslatorOptions(const cli::Settings& settings) {
  pipeline::Options options;
  options.controller_name = settings.controller_name;
  options.escaped_slashes = cli::EscapedSlashesOf(settings);
  options.assigned_addresses = true;
  options.find_invalid_envoy_message = xds::FindInvalidRouteConfig;
  options.reads_by_name = true;
  return options;
}

// The name in the manager's certificate, by which proxies know it.
std::string ServerName(const std::string& ns) { return "meshgate." + ns + ".svc"; }

absl::StatusOr<std::unique_ptr<admin::AdminServer>> ServeAdmin(const cli::Settings& settings,
                                                               const Manager& manager) {
  if (settings.admin_listen.empty()) return std::unique_ptr<admin::AdminServer>();
  return admin::AdminServer::Listen(
      settings.admin_listen,
      {{"/healthz", [] { return admin::Page{.body = "ok\n"}; }},
       {"/readyz", [&manager] {
          if (manager.ready()) return admin::Page{.body = "ok\n"};
          return admin::Page{.status = 503, .body = "the first translation is not complete\n"};
        }}});
}

std::vector<provider::WatchedKind> KindsToWatch(const loader::Registry& registry,
                                                const resource::SchemaCatalog& schemas) {
  std::vector<resource::Kind> kinds = pipeline::KindsRead(registry);
  kinds.push_back(resource::kEndpointSlice);
  std::vector<provider::WatchedKind> watched;
  for (const resource::Kind kind : kinds) {
    if (const resource::KindInfo* info = schemas.Find(kind)) watched.push_back({info});
  }
  return watched;
}

// The address at which proxies find this process; of all addresses that is the Service's name.
absl::StatusOr<infra::ProxySettings> ProxySettingsOf(const cli::Settings& settings,
                                                     const std::string& ns) {
  const size_t colon = settings.xds_listen.rfind(':');
  infra::ProxySettings proxies;
  proxies.controller_name = settings.controller_name;
  if (!settings.proxy_image.empty()) proxies.image = settings.proxy_image;
  proxies.xds_server_name = ServerName(ns);
  if (colon == std::string::npos ||
      !absl::SimpleAtoi(settings.xds_listen.substr(colon + 1), &proxies.xds_port) ||
      proxies.xds_port < 1 || proxies.xds_port > 65535) {
    return absl::InvalidArgumentError("--xds-listen must be IP:PORT, not \"" +
                                      settings.xds_listen + "\"");
  }
  const std::string_view listen = settings.xds_listen;
  const std::string host(base::WithoutBrackets(listen.substr(0, colon)));
  const bool any = host == "0.0.0.0" || host == "::";
  proxies.xds_host = any ? proxies.xds_server_name : host;
  return proxies;
}

}  // namespace

absl::StatusOr<kubernetes::Access> FindCluster(const cli::Settings& settings) {
  if (!settings.kubeconfig.empty()) {
    return kubernetes::ReadKubeconfig(settings.kubeconfig, settings.context);
  }
  return kubernetes::ReadServiceAccount(kServiceAccountFolder, &Variable);
}

absl::Status ServeCluster(const cli::Settings& settings, kubernetes::Access access,
                          const Runfiles& runfiles) {
  const StopSignals stop;
  StartLogging(settings);
  const std::string ns = OwnNamespace(settings, access);
  MG_ASSIGN_OR_RETURN(const loader::Registry registry, LoadPlugins(settings, runfiles));
  MG_ASSIGN_OR_RETURN(const resource::SchemaCatalog schemas, SchemasToServe(registry));
  Reporter reporter(std::nullopt);
  TellPlugins(registry, reporter);
  reporter.Post("API server: " + access.server);

  kubernetes::HttpClient client(std::move(access));
  kubernetes::Api api(client);
  MG_ASSIGN_OR_RETURN(const pki::Authority authority, EnsureAuthority(api, ns));
  const pki::Credentials own = authority.IssueServer({ServerName(ns)});
  ClusterStatuses status_api(client, schemas);
  status_sink::StatusWriter statuses(status_api, StatusOptions(settings, reporter));
  MG_ASSIGN_OR_RETURN(infra::ProxySettings proxies, ProxySettingsOf(settings, ns));
  ClusterInfrastructure infrastructure(client, authority, std::move(proxies));
  provider::KubernetesProvider objects(client, schemas, KindsToWatch(registry, schemas));
  pipeline::Translator translator(registry, TranslatorOptions(settings));
  proxies::ProxySink proxy_sink(translator, registry, infrastructure, {.allow_loopback = false});
  const Manager manager(translator, registry,
                        {.providers = {&objects},
                         .sinks = {&proxy_sink},
                         .statuses = {&statuses},
                         .longest_hold_at_start = kLongestHoldAtStart,
                         .tells_unattached = false},
                        reporter);
  MG_RETURN_IF_ERROR(proxy_sink.ListenWithTls(
      settings.xds_listen, {own.certificate, own.key, authority.certificate()}));
  const ClusterSetup setup(client, registry, {ns, settings.controller_name, settings.gateway_class},
                           reporter);
  MG_ASSIGN_OR_RETURN(const std::unique_ptr<admin::AdminServer> admin_server,
                      ServeAdmin(settings, manager));
  stop.Wait();
  reporter.Post(std::string("Stopping: the proxies keep serving."));
  return absl::OkStatus();
}

}  // namespace meshgate::app
