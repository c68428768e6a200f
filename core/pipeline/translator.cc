#include "core/pipeline/translator.h"

#include <utility>

namespace meshgate::pipeline {

Tables::Tables(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
               const Options& options)
    : described(AddDescribed(engine, inputs, registry)),
      namespaces(AddNamespaces(engine, inputs, registry)),
      classes(AddClasses(engine, inputs, options)),
      gateways(AddGateways(engine, inputs, registry, classes, namespaces)),
      gateways_by_frontend(AddGatewaysByFrontend(gateways)),
      parents(AddParents(engine, gateways)),
      frontends(AddFrontends(engine, gateways, gateways_by_frontend)),
      frontends_by_domain(AddFrontendsByDomain(frontends)),
      frontends_by_host(AddFrontendsByHost(frontends)),
      frontends_by_port(AddFrontendsByPort(frontends)),
      frontends_of_l4(AddFrontendsOfL4(frontends)),
      grants(AddGrants(engine, inputs)),
      grants_by_namespaces(AddGrantsByNamespaces(grants)),
      services(AddServices(engine, inputs)),
      routes(AddRoutes(engine, {registry, described, namespaces, parents, frontends, grants,
                                grants_by_namespaces, services})),
      routes_by_host(AddRoutesByHost(routes)),
      routes_by_frontend(AddRoutesByFrontend(routes)),
      routes_by_attachment(AddRoutesByAttachment(routes)),
      routes_by_cluster(AddRoutesByCluster(routes)),
      hosts(AddHosts(engine, {described, frontends, frontends_by_domain, frontends_by_host, routes,
                              routes_by_host})),
      l4(AddL4(engine, frontends_of_l4, described, routes, routes_by_frontend)),
      clusters(AddClusters(engine, services, routes_by_cluster)),
      claims(AddClaims(engine, options, gateways, frontends, frontends_by_port)),
      claims_by_socket(AddClaimsBySocket(claims)),
      sockets(AddSockets(engine, claims, claims_by_socket)),
      listeners(AddListeners(engine, claims, sockets)),
      listeners_by_gateway(AddListenersByGateway(listeners)),
      listener_hashes(AddListenerHashes(engine, frontends, listeners)),
      infra(AddInfra(engine, listeners_by_gateway)),
      statuses(AddStatuses(
          engine, {options, registry, classes, gateways, described, routes, routes_by_frontend,
                   claims, sockets, listener_hashes, inputs.acks, inputs.rejections})) {
  infra.Export();
  statuses.Export();
  listener_hashes.Export();
}

Translator::Translator(const loader::Registry& registry, Options options)
    : options_(std::move(options)),
      inputs_(engine_, registry),
      tables_(engine_, inputs_, registry, options_) {}

}  // namespace meshgate::pipeline
