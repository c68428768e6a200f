// The translator: from objects to what sinks render, as one incremental engine.
//
// A list of tables, each computed from earlier ones; what a stage reads stands beside its name
// below, and nowhere else. The core ends at these tables: sinks add stages of their own to the same
// engine before the first write, and read changes after Commit(). [engine thread]
//
//   Translator translator(registry, options);
//   xds::Resources& resources = xds::AddStages(translator);
//   translator.inputs().Put(object);
//   translator.engine().Commit();
#ifndef MESHGATE_CORE_PIPELINE_TRANSLATOR_H_
#define MESHGATE_CORE_PIPELINE_TRANSLATOR_H_

#include "core/loader/registry.h"
#include "core/pipeline/clusters.h"
#include "core/pipeline/hosts.h"
#include "core/pipeline/infra.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/l4.h"
#include "core/pipeline/options.h"
#include "core/pipeline/policies.h"
#include "core/pipeline/statuses.h"

namespace meshgate::pipeline {

struct Tables {
  Tables(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
         const Options& options);

  Described& described;
  Namespaces& namespaces;
  Grants& grants;
  GrantsByNamespaces& grants_by_namespaces;
  ObjectReferences& parameters_references;
  Parameters& parameters;
  Classes& classes;
  Gateways& gateways;
  ListenerReferences& listener_references;
  ObjectReferences& filter_references;
  ObjectReferences& policy_references;
  Wanted& wanted;
  Certificates& certificates;
  CertificateFactsTable& certificate_facts;
  ListenerTlsTable& listener_tls;
  Parents& parents;
  Frontends& frontends;
  Placements& placements;
  PlacementsByDomain& placements_by_domain;
  PlacementsByPort& placements_by_port;
  Services& services;
  Policies& policies;
  PoliciesByPlace& policies_by_place;
  PoliciesInForce& policies_in_force;
  FrontendPolicies& frontend_policies;
  Filters& filters;
  Routes& routes;
  RoutesByHost& routes_by_host;
  RoutesByFrontend& routes_by_frontend;
  RoutesByCluster& routes_by_cluster;
  Entries& entries;
  Hosts& hosts;
  L4& l4;
  Clusters& clusters;
  ClustersByService& clusters_by_service;
  Claims& claims;
  ClaimsBySocket& claims_by_socket;
  Sockets& sockets;
  Listeners& listeners;
  ListenersByProxy& listeners_by_proxy;
  ListenerHashes& listener_hashes;
  Infra& infra;
  Statuses& statuses;
};

class Translator {
 public:
  // `registry` outlives the translator.
  Translator(const loader::Registry& registry, Options options);
  Translator(const Translator&) = delete;

  engine::Engine& engine() { return engine_; }
  const Options& options() const { return options_; }
  Inputs& inputs() { return inputs_; }
  const Inputs& inputs() const { return inputs_; }
  Tables& tables() { return tables_; }
  const Tables& tables() const { return tables_; }

 private:
  const Options options_;
  engine::Engine engine_;
  Inputs inputs_;
  Tables tables_;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_TRANSLATOR_H_
