#include <algorithm>
#include <string>
#include <utility>

#include "core/pipeline/app_protocol.h"
#include "core/pipeline/routes.h"
#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

class Resolver {
 public:
  Resolver(const RoutesSources& sources, const ObjectId& route, ir::Traffic traffic,
           engine::Reader& reader, std::vector<Problem>& problems)
      : sources_(sources), route_(route), traffic_(traffic), reader_(reader), problems_(problems) {}

  // The backend that the reference may use; none after noting why.
  std::optional<BackendId> Resolve(const ir::BackendRef& ref) {
    const Kind kind = Kind::Of(ref.object.group, ref.object.kind);
    if (kind != resource::kService) {
      return Refuse(status::kRouteResolvedRefsFalseInvalidKind, ref,
                    "kind " + ToString(kind) + " is not a supported backend; use a Service");
    }
    const ObjectId target{kind, ref.object.ns.empty() ? route_.ns : ref.object.ns, ref.object.name};
    // Before the target is read: without a grant not even its absence may be learnt.
    if (!IsPermitted(reader_, sources_.grants, sources_.grants_by_namespaces, route_, target)) {
      return Refuse(status::kRouteResolvedRefsFalseRefNotPermitted, ref,
                    "no ReferenceGrant in namespace \"" + target.ns + "\" permits " +
                        Plural(route_.kind) + " of namespace \"" + route_.ns + "\" to refer to " +
                        ToString(target));
    }
    const Service* const service = reader_.Find(sources_.services, target);
    if (service == nullptr) {
      return Refuse(status::kRouteResolvedRefsFalseBackendNotFound, ref,
                    ToString(target) + " does not exist; create it or correct the name");
    }
    return ResolvePort(ref, target, *service);
  }

 private:
  std::optional<BackendId> ResolvePort(const ir::BackendRef& ref, const ObjectId& target,
                                       const Service& service) {
    // An ExternalName could point the proxy at any address, past every namespace boundary.
    if (service.external_name) {
      return Refuse(status::kRouteResolvedRefsFalseInvalidKind, ref,
                    ToString(target) +
                        " is of type ExternalName, which is not supported; use a Service with "
                        "endpoints");
    }
    const auto port = std::find_if(service.ports.begin(), service.ports.end(),
                                   [&](const auto& each) { return each.port == ref.port; });
    if (port == service.ports.end()) {
      return Refuse(status::kRouteResolvedRefsFalseBackendNotFound, ref,
                    ToString(target) + " has no TCP port " + std::to_string(ref.port) +
                        "; name one of its spec.ports");
    }
    if (traffic_ == ir::Traffic::kHttp && !SpeaksHttp(port->app_protocol)) {
      return Refuse(status::kRouteResolvedRefsFalseUnsupportedProtocol, ref,
                    ToString(target) + " port " + std::to_string(ref.port) +
                        " has the appProtocol \"" + port->app_protocol +
                        "\", which is not supported; use http, kubernetes.io/h2c (HTTP/2) or "
                        "kubernetes.io/ws, or leave it away");
    }
    return BackendId{target.ns, target.name, ref.port};
  }

  std::nullopt_t Refuse(const status::Reason& reason, const ir::BackendRef& ref,
                        const std::string& message) {
    problems_.push_back({&reason, ref.field + ": " + message});
    return std::nullopt;
  }

  const RoutesSources& sources_;
  const ObjectId& route_;
  const ir::Traffic traffic_;
  engine::Reader& reader_;
  std::vector<Problem>& problems_;
};

}  // namespace

void ResolveBackends(const RoutesSources& sources, const ObjectId& id, const DescribedRoute& route,
                     engine::Reader& reader, ResolvedRoute& out) {
  Resolver resolver(sources, id, route.traffic, reader, out.unresolved);
  for (size_t i = 0; i < route.route.rules.size(); ++i) {
    const ir::Rule& rule = route.route.rules[i];
    ResolvedRule resolved;
    resolved.refused = route.refused_rules[i].has_value();
    ResolveFilters(sources, id, rule, reader, out, resolved);
    for (const ir::BackendRef& ref : rule.backends) {
      resolved.backends.push_back(resolver.Resolve(ref));
    }
    for (const ir::Mirror& mirror : rule.mirrors) {
      resolved.mirrors.push_back(resolver.Resolve(mirror.backend));
    }
    out.rules.push_back(std::move(resolved));
  }
}

}  // namespace meshgate::pipeline
