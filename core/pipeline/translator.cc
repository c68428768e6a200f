#include "core/pipeline/translator.h"

#include <utility>

#include "core/resource/well_known.h"

namespace meshgate::pipeline {

Tables::Tables(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
               const Options& options)
    : described(AddDescribed(engine, inputs, registry)),
      namespaces(AddNamespaces(engine, inputs, registry)),
      grants(AddGrants(engine, inputs)),
      grants_by_namespaces(AddGrantsByNamespaces(grants)),
      parameters_references(
          AddParametersReferences(engine, inputs, registry, {grants, grants_by_namespaces})),
      parameters(AddParameters(engine, inputs, registry, options, parameters_references)),
      classes(AddClasses(engine, inputs, registry, options, parameters)),
      gateways(AddGateways(engine, inputs, registry, options, parameters, classes, namespaces)),
      listener_references(
          AddListenerReferences(engine, registry, gateways, {grants, grants_by_namespaces})),
      filter_references(
          AddFilterReferences(engine, inputs, registry, {grants, grants_by_namespaces})),
      policy_references(
          AddPolicyReferences(engine, inputs, registry, {grants, grants_by_namespaces})),
      wanted(AddWanted(engine, listener_references,
                       {&parameters_references, &filter_references, &policy_references})),
      certificates(AddCertificates(engine, inputs, options, wanted)),
      certificate_facts(AddCertificateFacts(engine, certificates)),
      listener_tls(AddListenerTls(engine, inputs, registry, options, listener_references,
                                  certificate_facts)),
      parents(AddParents(engine, gateways)),
      frontends(AddFrontends(engine, gateways, listener_tls)),
      placements(AddPlacements(engine, frontends)),
      placements_by_domain(AddPlacementsByDomain(placements)),
      placements_by_port(AddPlacementsByPort(placements)),
      services(AddServices(engine, inputs)),
      policies(AddPolicies(engine, inputs, registry, options, policy_references,
                           certificate_facts)),
      policies_by_place(AddPoliciesByPlace(policies)),
      policies_in_force(AddPoliciesInForce(engine, policies, policies_by_place)),
      frontend_policies(
          AddFrontendPolicies(engine, {registry, policies, policies_in_force}, placements)),
      filters(AddFilters(engine, inputs, registry, options, filter_references,
                         certificate_facts)),
      routes(AddRoutes(engine, {registry, described, namespaces, parents, frontends, placements,
                                grants, grants_by_namespaces, services, filters})),
      routes_by_host(AddRoutesByHost(routes)),
      routes_by_frontend(AddRoutesByFrontend(routes)),
      routes_by_cluster(AddRoutesByCluster(routes)),
      entries(AddEntries(engine, placements, placements_by_domain, routes, routes_by_host)),
      hosts(AddHosts(engine, {described, routes_by_host, entries})),
      l4(AddL4(engine, described, routes, routes_by_host, entries)),
      clusters(AddClusters(engine, services, {registry, policies, policies_in_force},
                           routes_by_cluster)),
      clusters_by_service(AddClustersByService(registry, clusters)),
      claims(AddClaims(engine, options, gateways, placements, placements_by_port, listener_tls)),
      claims_by_socket(AddClaimsBySocket(claims)),
      sockets(AddSockets(engine, claims, claims_by_socket)),
      listeners(AddListeners(engine, claims, sockets)),
      listeners_by_proxy(AddListenersByProxy(listeners)),
      listener_hashes(AddListenerHashes(engine, placements, listener_tls, listeners)),
      infra(AddInfra(engine, gateways, classes, parameters, listeners_by_proxy)),
      statuses(AddStatuses(
          engine, {options, registry, classes, gateways, listener_tls,
                   inputs.at(resource::kGateway), services, clusters_by_service, policies,
                   policies_in_force, described, routes,
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
