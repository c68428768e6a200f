#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "controllers/cli/certificate_text.h"
#include "controllers/cli/descriptions.h"
#include "controllers/cli/endpoint_counts.h"
#include "core/certificate/details.h"
#include "core/resource/object_id.h"
#include "core/resource/well_known.h"

namespace meshgate::cli {
namespace {

using pipeline::ObjectId;
using resource::Value;

Value AttachedRoutes(const pipeline::Tables& tables, const pipeline::FrontendId& frontend) {
  Value routes = Value::List();
  tables.routes.ForEach([&](const ObjectId& id, const pipeline::ResolvedRoute& route) {
    for (const pipeline::Attachment& attachment : route.attachments) {
      if (!route.accepted || attachment.frontend != frontend) continue;
      routes.items.push_back(Value::String(ToString(id)));
    }
  });
  return routes;
}

// Never a byte of a key.
Value DescribeCertificate(const ObjectId& secret, const certificate::KeyPair& pair) {
  const certificate::Details details = certificate::ReadDetails(pair.chain);
  Value out = Value::Map();
  out.Set("secret", Value::String(NamespacedName(secret)));
  Value& names = out.Set("names", Value::List());
  for (const std::string& name : details.names) names.items.push_back(Value::String(name));
  out.Set("issuer", Value::String(details.issuer));
  out.Set("from", Value::String(DateText(details.begins_seconds)));
  out.Set("until", Value::String(DateText(details.expires_seconds)));
  const std::string untimely = FindUntimely(details, absl::Now());
  if (!untimely.empty()) out.Set("warning", Value::String("it " + untimely));
  return out;
}

Value DescribeCertificates(const pipeline::Tables& tables, const pipeline::ListenerTls& tls) {
  Value out = Value::List();
  for (const ObjectId& secret : tls.certificates) {
    out.items.push_back(DescribeCertificate(secret, *tables.certificates.Peek(secret)->pair));
  }
  return out;
}

Value DescribeListener(const pipeline::Tables& tables, const ObjectId& gateway,
                       const pipeline::Listener& listener, const status::ListenerStatus& status) {
  Value out = Value::Map();
  out.Set("listener", Value::String(listener.name));
  out.Set("port", Value::Integer(listener.port));
  out.Set("protocol", Value::String(listener.protocol.name));
  out.Set("hostname", Value::String(listener.hostname));
  out.Set("conditions", ToValue(status.conditions));
  if (const auto* const tls = tables.listener_tls.Peek({gateway, listener.name})) {
    out.Set("certificates", DescribeCertificates(tables, *tls));
  }
  out.Set("routes", AttachedRoutes(tables, {gateway, listener.name}));
  return out;
}

// What a field of a route makes of its reference to the Service.
void AddReferences(const pipeline::DescribedRoute& described,
                   const pipeline::ResolvedRoute& resolved, const ObjectId& route,
                   const ObjectId& service, Value& out) {
  const auto add = [&](const ir::BackendRef& ref) {
    const std::string& ns = ref.object.ns.empty() ? route.ns : ref.object.ns;
    const resource::Kind kind = resource::Kind::Of(ref.object.group, ref.object.kind);
    if (ObjectId{kind, ns, ref.object.name} != service) return;
    std::string text = ToString(route) + ": ";
    std::string said = ref.field + ": port " + std::to_string(ref.port);
    for (const pipeline::Problem& problem : resolved.unresolved) {
      if (problem.message.starts_with(ref.field + ": ")) said = problem.message;
    }
    out.items.push_back(Value::String(text + said));
  };
  for (const ir::Rule& rule : described.route.rules) {
    for (const ir::BackendRef& ref : rule.backends) add(ref);
    for (const ir::Mirror& mirror : rule.mirrors) add(mirror.backend);
  }
}

}  // namespace

Value NewDescription(const ObjectId& id) {
  Value out = Value::Map();
  out.Set("kind", Value::String(id.kind.kind()));
  out.Set("name", Value::String(NamespacedName(id)));
  return out;
}

void SetPlugin(const loader::Registry& registry, const std::string& plugin, Value& out) {
  for (const loader::Plugin& loaded : registry.plugins()) {
    if (loaded.name != plugin) continue;
    out.Set("plugin", Value::String(loaded.name + " " + loaded.version + ", " + loaded.file));
  }
}

Value ToValue(const std::vector<status::Condition>& conditions) {
  Value out = Value::Map();
  for (const status::Condition& condition : conditions) {
    out.Set(condition.type, Value::String(std::string(ToString(condition.status)) + ", " +
                                          condition.reason + ": " + condition.message));
  }
  return out;
}

Value DescribeGateway(const LoadedFiles& files, const resource::Object& gateway) {
  const pipeline::Tables& tables = files.translator.tables();
  const ObjectId& id = gateway.id();
  Value out = NewDescription(id);
  out.Set("gatewayClass", Value::String(std::string(gateway.spec()["gatewayClassName"].text())));
  const status::Document* const document = tables.statuses.Peek(id);
  if (document == nullptr) {
    out.Set("served",
            Value::String("no: its class is not among the files, or another controller's"));
    return out;
  }
  const auto& status = std::get<status::GatewayStatus>(document->status);
  Value& addresses = out.Set("addresses", Value::List());
  for (const status::Address& address : status.addresses) {
    addresses.items.push_back(Value::String(address.value));
  }
  out.Set("conditions", ToValue(status.conditions));
  SetPolicies(files, id, out);
  Value& listeners = out.Set("listeners", Value::List());
  const pipeline::Gateway& judged = *tables.gateways.Peek(id);
  for (size_t i = 0; i < judged.listeners.size(); ++i) {
    listeners.items.push_back(
        DescribeListener(tables, id, judged.listeners[i], status.listeners[i]));
  }
  return out;
}

Value DescribeGatewayClass(const LoadedFiles& files, const ObjectId& id) {
  Value out = NewDescription(id);
  const status::Document* const document = files.translator.tables().statuses.Peek(id);
  if (document == nullptr) {
    out.Set("served", Value::String("no: its controllerName is another controller's"));
  } else {
    out.Set("conditions",
            ToValue(std::get<status::GatewayClassStatus>(document->status).conditions));
  }
  Value& gateways = out.Set("gateways", Value::List());
  for (const resource::ObjectPtr& object : files.batch.put) {
    if (object->id().kind != resource::kGateway) continue;
    if (object->spec()["gatewayClassName"].text() != id.name) continue;
    gateways.items.push_back(Value::String(NamespacedName(object->id())));
  }
  return out;
}

Value DescribeService(const LoadedFiles& files, const ObjectId& id) {
  const pipeline::Tables& tables = files.translator.tables();
  Value out = NewDescription(id);
  Value& endpoints = out.Set("endpoints", Value::Map());
  for (const auto& [backend, count] : CountEndpoints(files.batch)) {
    if (backend.ns != id.ns || backend.service != id.name) continue;
    endpoints.Set("port " + std::to_string(backend.port), Value::Integer(count));
  }
  SetPolicies(files, id, out);
  Value& references = out.Set("references", Value::List());
  tables.routes.ForEach([&](const ObjectId& route, const pipeline::ResolvedRoute& resolved) {
    AddReferences(*tables.described.Peek(route), resolved, route, id, references);
  });
  return out;
}

}  // namespace meshgate::cli
