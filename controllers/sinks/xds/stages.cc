#include "controllers/sinks/xds/stages.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/render_cluster.h"
#include "controllers/sinks/xds/render_host.h"
#include "controllers/sinks/xds/render_secret.h"

namespace meshgate::xds {
namespace {

using engine::Reader;
using RouteStage = engine::Stage<pipeline::AttachmentId, RenderedRoute>;

std::optional<RenderedRoute> RenderRoute(const Sources& sources, const pipeline::AttachmentId& id,
                                         Reader& reader) {
  const pipeline::ResolvedRoute* resolved = reader.Find(sources.routes, id.route);
  const pipeline::DescribedRoute* described = reader.Find(sources.described, id.route);
  const pipeline::Frontend* frontend = reader.Find(sources.frontends, id.frontend);
  if (resolved == nullptr || described == nullptr || frontend == nullptr) return std::nullopt;
  const RedirectFrontend redirect_frontend = {frontend->protocol.ends_tls ? "https" : "http",
                                              frontend->port};
  const std::vector<ir::Rule>& rules = described->route.rules;
  RenderedRoute rendered;
  rendered.rules.reserve(rules.size());
  for (size_t i = 0; i < rules.size(); ++i) {
    rendered.rules.push_back(RenderRule(RuleName(id.route, rules[i].name, i), rules[i],
                                        resolved->rules[i], redirect_frontend));
  }
  return rendered;
}

std::optional<base::SharedBytes> RenderEntry(const Sources& sources, RouteStage& routes,
                                             const pipeline::EntryId& id, Reader& reader) {
  const pipeline::Entry& entry = *reader.Find(sources.entries, id);
  const pipeline::HostId& served = entry.host;
  const pipeline::Host* host = reader.Find(sources.hosts, served);
  if (host == nullptr) return std::nullopt;
  std::vector<const RenderedRoute*> rendered;
  rendered.reserve(host->routes.size());
  for (const pipeline::ObjectId& route : host->routes) {
    rendered.push_back(reader.Find(routes, {route, served.frontend}));
  }
  std::vector<const RenderedMatch*> matches;
  matches.reserve(host->rules.size());
  for (const pipeline::HostRule& rule : host->rules) {
    if (rendered[rule.route] == nullptr) continue;
    matches.push_back(&rendered[rule.route]->rules[rule.rule][rule.match]);
  }
  const ir::PolicyFragment* policy = reader.Find(sources.frontend_policies, served.frontend);
  HostOptions options;
  if (policy != nullptr) options.response_headers = &policy->response_headers;
  if (entry.ends_tls) options.tls_listener = served.frontend.section;
  return RenderHost(id.domain, matches, options);
}

std::optional<RenderedListener> RenderListenerOf(const Sources& sources, const pipeline::PortId& id,
                                                 Reader& reader) {
  const pipeline::PortListener* listener = reader.Find(sources.listeners, id);
  if (listener == nullptr) return std::nullopt;
  const std::string name = PortName(id);
  std::set<TypedName> asks_for;
  std::vector<const pipeline::L4Service*> services;
  for (const pipeline::PortListener::Chain& chain : listener->chains) {
    const bool is_http = chain.protocol.traffic == ir::Traffic::kHttp;
    if (is_http) asks_for.insert({ResourceType::kRoutes, name});
    services.push_back(is_http ? nullptr : reader.Find(sources.l4, chain.host));
    for (const pipeline::ObjectId& secret : chain.certificates) {
      asks_for.insert({ResourceType::kSecret, SecretName(secret)});
    }
  }
  return RenderedListener{RenderListener(name, *listener, services, sources.http),
                          {asks_for.begin(), asks_for.end()}};
}

std::optional<base::SharedBytes> RenderClusterOf(const Sources& sources,
                                                 const pipeline::ClusterId& id, Reader& reader) {
  const pipeline::Cluster* cluster = reader.Find(sources.clusters, id);
  if (cluster == nullptr) return std::nullopt;
  return RenderCluster(ClusterName(id.backend), *cluster);
}

std::optional<base::SecretBytes> RenderSecretOf(const Sources& sources,
                                                const pipeline::CertificateId& id,
                                                Reader& reader) {
  const pipeline::Certificate* certificate = reader.Find(sources.certificates, id.secret);
  if (certificate == nullptr || !certificate->pair) return std::nullopt;
  return RenderSecret(SecretName(id.secret), *certificate->pair);
}

// Of connections stage `l4` says who serves.
std::vector<pipeline::EntryId> RequestEntry(const pipeline::EntryId& id,
                                            const pipeline::Entry& entry) {
  std::vector<pipeline::EntryId> entries;
  if (entry.traffic == ir::Traffic::kHttp) entries.push_back(id);
  return entries;
}

// Those that a listener asks for.
std::vector<pipeline::CertificateId> CertificatesOf(const pipeline::PortId& id,
                                                    const pipeline::PortListener& listener) {
  std::vector<pipeline::CertificateId> certificates;
  for (const pipeline::PortListener::Chain& chain : listener.chains) {
    for (const pipeline::ObjectId& secret : chain.certificates) {
      certificates.push_back({id.proxy, secret});
    }
  }
  return certificates;
}

}  // namespace

Resources AddStages(engine::Engine& engine, const Sources& sources) {
  RouteStage& routes =
      engine
          .AddStage<pipeline::AttachmentId, RenderedRoute>(
              "xds rules", [sources](const pipeline::AttachmentId& id,
                                     Reader& reader) { return RenderRoute(sources, id, reader); })
          .keys_of(sources.routes, pipeline::ServedAttachments);
  auto& hosts = engine
                    .AddStage<pipeline::EntryId, base::SharedBytes>(
                        "xds hosts",
                        [sources, &routes](const pipeline::EntryId& id, Reader& reader) {
                          return RenderEntry(sources, routes, id, reader);
                        })
                    .keys_of(sources.entries, RequestEntry);
  auto& listeners = engine
                        .AddStage<pipeline::PortId, RenderedListener>(
                            "xds listeners",
                            [sources](const pipeline::PortId& id, Reader& reader) {
                              return RenderListenerOf(sources, id, reader);
                            })
                        .keys_of(sources.listeners);
  auto& clusters = engine
                       .AddStage<pipeline::ClusterId, base::SharedBytes>(
                           "xds clusters",
                           [sources](const pipeline::ClusterId& id, Reader& reader) {
                             return RenderClusterOf(sources, id, reader);
                           })
                       .keys_of(sources.clusters);
  auto& secrets = engine
                      .AddStage<pipeline::CertificateId, base::SecretBytes>(
                          "xds secrets",
                          [sources](const pipeline::CertificateId& id, Reader& reader) {
                            return RenderSecretOf(sources, id, reader);
                          })
                      .keys_of(sources.listeners, CertificatesOf);
  hosts.Export();
  listeners.Export();
  clusters.Export();
  secrets.Export();
  return {hosts, listeners, clusters, secrets};
}

}  // namespace meshgate::xds
