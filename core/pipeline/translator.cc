#include "core/pipeline/translator.h"

#include <utility>

namespace meshgate::pipeline {

Tables::Tables(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
               const Options& options)
    : described(AddDescribed(engine, inputs, registry)),
      namespaces(AddNamespaces(engine, inputs, registry)),
      parameters(AddParameters(engine, inputs, registry)),
      classes(AddClasses(engine, inputs, registry, options, parameters)),
      gateways(AddGateways(engine, inputs, registry, options, parameters, classes, namespaces)),
      gateways_by_frontend(AddGatewaysByFrontend(gateways)),
      gateways_by_tls_listener(AddGatewaysByTlsListener(gateways)),
      grants(AddGrants(engine, inputs)),
      grants_by_namespaces(AddGrantsByNamespaces(grants)),
      certificate_refs(AddCertificateRefs(engine, gateways, gateways_by_tls_listener, grants,
                                          grants_by_namespaces)),
      certificate_refs_by_secret(AddCertificateRefsBySecret(certificate_refs)),
      wanted(AddWanted(engine, certificate_refs_by_secret)),
      certificates(AddCertificates(engine, inputs, options, wanted)),
      certificate_facts(AddCertificateFacts(engine, certificates)),
      listener_tls(AddListenerTls(engine, gateways, certificate_refs, certificate_facts)),
      listeners_by_certificate(AddListenersByCertificate(listener_tls)),
      parents(AddParents(engine, gateways)),
      frontends(AddFrontends(engine, gateways, gateways_by_frontend, listener_tls)),
      frontends_by_domain(AddFrontendsByDomain(frontends)),
      frontends_by_host(AddFrontendsByHost(frontends)),
      frontends_by_port(AddFrontendsByPort(frontends)),
      frontends_of_l4(AddFrontendsOfL4(frontends)),
      services(AddServices(engine, inputs)),
      filters(AddFilters(engine, inputs, registry, options)),
      routes(AddRoutes(engine, {registry, described, namespaces, parents, frontends, grants,
                                grants_by_namespaces, services, filters})),
      routes_by_host(AddRoutesByHost(routes)),
      routes_by_frontend(AddRoutesByFrontend(routes)),
      routes_by_attachment(AddRoutesByAttachment(routes)),
      routes_by_cluster(AddRoutesByCluster(routes)),
      hosts(AddHosts(engine, {described, frontends, frontends_by_domain, frontends_by_host, routes,
                              routes_by_host})),
      l4(AddL4(engine, frontends_of_l4, described, routes, routes_by_frontend)),
      clusters(AddClusters(engine, services, routes_by_cluster)),
      claims(AddClaims(engine, options, gateways, frontends, frontends_by_port, listener_tls)),
      claims_by_socket(AddClaimsBySocket(claims)),
      sockets(AddSockets(engine, claims, claims_by_socket)),
      listeners(AddListeners(engine, claims, sockets)),
      listeners_by_gateway(AddListenersByGateway(listeners)),
      listener_hashes(AddListenerHashes(engine, frontends, listener_tls, listeners)),
      infra(AddInfra(engine, gateways, classes, parameters, listeners_by_gateway)),
      statuses(AddStatuses(
          engine, {options, registry, classes, gateways, listener_tls, described, routes,
                   routes_by_frontend, claims, sockets, listener_hashes, inputs.acks,
                   inputs.rejections, inputs.blames, inputs.addresses, inputs.infra_problems})) {
  wanted.Export();
  certificates.Export();
  infra.Export();
  statuses.Export();
  listener_hashes.Export();
}

Translator::Translator(const loader::Registry& registry, Options options)
    : options_(std::move(options)),
      inputs_(engine_, registry),
      tables_(engine_, inputs_, registry, options_) {}

}  // namespace meshgate::pipeline
