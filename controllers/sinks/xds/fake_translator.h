// The translator's tables as inputs that a test fills by hand.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_FAKE_TRANSLATOR_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_FAKE_TRANSLATOR_H_

#include <optional>
#include <string>
#include <vector>

#include "controllers/sinks/xds/stages.h"
#include "core/engine/engine.h"
#include "core/pipeline/model.h"

namespace meshgate::xds {

struct FakeTranslator {
  engine::Engine engine;
  engine::Input<pipeline::ObjectId, pipeline::DescribedRoute>& described =
      engine.AddInput<pipeline::ObjectId, pipeline::DescribedRoute>("described");
  engine::Input<pipeline::ObjectId, pipeline::ResolvedRoute>& routes =
      engine.AddInput<pipeline::ObjectId, pipeline::ResolvedRoute>("routes");
  engine::Input<pipeline::FrontendId, pipeline::Frontend>& frontends =
      engine.AddInput<pipeline::FrontendId, pipeline::Frontend>("frontends");
  engine::Input<pipeline::FrontendId, ir::PolicyFragment>& frontend_policies =
      engine.AddInput<pipeline::FrontendId, ir::PolicyFragment>("frontend_policies");
  engine::Input<pipeline::EntryId, pipeline::Entry>& entries =
      engine.AddInput<pipeline::EntryId, pipeline::Entry>("entries");
  engine::Input<pipeline::HostId, pipeline::Host>& hosts =
      engine.AddInput<pipeline::HostId, pipeline::Host>("hosts");
  engine::Input<pipeline::HostId, pipeline::L4Service>& l4 =
      engine.AddInput<pipeline::HostId, pipeline::L4Service>("l4");
  engine::Input<pipeline::PortId, pipeline::PortListener>& listeners =
      engine.AddInput<pipeline::PortId, pipeline::PortListener>("listeners");
  engine::Input<pipeline::ClusterId, pipeline::Cluster>& clusters =
      engine.AddInput<pipeline::ClusterId, pipeline::Cluster>("clusters");
  engine::Input<pipeline::ObjectId, pipeline::Certificate>& certificates =
      engine.AddInput<pipeline::ObjectId, pipeline::Certificate>("certificates");
  Resources resources = AddStages(engine, {described, routes, frontends, frontend_policies, entries,
                                           hosts, l4, listeners, clusters, certificates});

  inline static const ir::ListenerProtocol kHttp{.name = "HTTP"};
  inline static const ir::ListenerProtocol kHttps{.name = "HTTPS", .ends_tls = true};
  inline static const ir::ListenerProtocol kTcp{.name = "TCP", .traffic = ir::Traffic::kTcp};

  static pipeline::ObjectId Gateway() {
    return {resource::Kind::Of("gateway.networking.k8s.io", "Gateway"), "ns", "gw"};
  }
  static pipeline::PortId Port(int port) { return {Gateway(), ir::Transport::kTcp, port}; }
  // The one listener of a port.
  static pipeline::FrontendId Frontend(int port) {
    return {Gateway(), "http-" + std::to_string(port)};
  }

  void PutListener(int port, int bind_port, const std::string& address = "127.0.0.1") {
    pipeline::Frontend frontend;
    frontend.port = port;
    frontend.protocol = kHttp;
    frontends.Put(Frontend(port), frontend);
    listeners.Put(Port(port), {{address}, bind_port, {{{Frontend(port), "*"}, kHttp}}});
  }

  // A listener for connections, and who serves it.
  void PutL4(int port, int bind_port, const std::string& route,
             const std::vector<pipeline::L4Backend>& backends) {
    const pipeline::HostId host{{Gateway(), "tcp"}, "*"};
    listeners.Put(Port(port), {{"127.0.0.1"}, bind_port, {{host, kTcp}}});
    const auto kind = resource::Kind::Of("gateway.networking.k8s.io", "TCPRoute");
    l4.Put(host, {pipeline::ObjectId{kind, "ns", route}, "", backends});
  }

  void PutHost(int port, const std::string& hostname, const pipeline::Host& host) {
    const pipeline::HostId id{Frontend(port), hostname};
    hosts.Put(id, host);
    entries.Put({Port(port), hostname}, {id});
  }

  void PutCluster(const pipeline::BackendId& backend, const std::string& app_protocol = "") {
    clusters.Put({Gateway(), backend}, {app_protocol});
  }

  // A route whose rules are all served under these hostnames, alone and in their order. A rule's
  // references all mean the backend beside it.
  struct RuleOf {
    ir::Rule rule;
    std::vector<std::optional<pipeline::BackendId>> backends;
  };
  void PutRoute(const std::string& name, int port, const std::vector<RuleOf>& rules,
                const std::vector<std::string>& hostnames) {
    const pipeline::ObjectId id = {resource::Kind::Of("gateway.networking.k8s.io", "HTTPRoute"),
                                   "ns", name};
    pipeline::DescribedRoute route;
    pipeline::ResolvedRoute resolved;
    resolved.attachments = {{Frontend(port), hostnames, {Port(port)}}};
    pipeline::Host host = {{id}, {}};
    for (const RuleOf& from : rules) {
      const auto index = static_cast<uint32_t>(route.route.rules.size());
      for (uint32_t match = 0; match < from.rule.matches.size(); ++match) {
        host.rules.push_back({0, index, match});
      }
      route.route.rules.push_back(from.rule);
      resolved.rules.push_back({false, from.backends, {}});
    }
    described.Put(id, route);
    routes.Put(id, resolved);
    for (const std::string& hostname : hostnames) PutHost(port, hostname, host);
  }
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_FAKE_TRANSLATOR_H_
