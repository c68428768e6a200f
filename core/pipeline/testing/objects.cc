#include "core/pipeline/testing/objects.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "core/base/check.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline::world {
namespace {

using resource::Kind;
using resource::ObjectId;
using resource::Value;

void SetText(Value& map, const char* key, const std::string& text) {
  if (!text.empty()) map.Set(key, Value::String(text));
}

Value& Append(Value& list) { return list.items.emplace_back(Value::Map()); }

Value NewObject(const ObjectId& id, int64_t created, int64_t generation) {
  Value object = Value::Map();
  const std::string& group = id.kind.group();
  object.Set("apiVersion", Value::String(group.empty() ? "v1" : group + "/v1"));
  object.Set("kind", Value::String(id.kind.kind()));
  Value& metadata = object.Set("metadata", Value::Map());
  SetText(metadata, "namespace", id.ns);
  SetText(metadata, "name", id.name);
  metadata.Set("generation", Value::Integer(generation));
  if (created != 0) {
    metadata.Set("creationTimestamp",
                 Value::String(absl::FormatTime(absl::RFC3339_full, absl::FromUnixSeconds(created),
                                                absl::UTCTimeZone())));
  }
  return object;
}

// `group` is "labels" or "annotations".
void SetMetadata(Value& object, const char* group, const char* key, const std::string& text) {
  if (text.empty()) return;
  Value& metadata = *object.Find("metadata");
  Value* map = metadata.Find(group);
  if (map == nullptr) map = &metadata.Set(group, Value::Map());
  SetText(*map, key, text);
}

void SetParameters(Value& map, const std::string& name) {
  if (name.empty()) return;
  Value& ref = map.Set("parametersRef", Value::Map());
  SetText(ref, "group", kParameters.group());
  SetText(ref, "kind", kParameters.kind());
  SetText(ref, "name", name);
}

Value Encode(const ClassSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  Value& body = object.Set("spec", Value::Map());
  body.Set("controllerName", Value::String(spec.controller));
  SetParameters(body, spec.parameters);
  return object;
}

void Encode(const ListenerSpec& spec, Value& listener) {
  SetText(listener, "name", spec.name);
  listener.Set("port", Value::Integer(spec.port));
  SetText(listener, "protocol", spec.protocol);
  SetText(listener, "hostname", spec.hostname);
  if (!spec.certificates.empty() || !spec.tls_mode.empty()) {
    Value& tls = listener.Set("tls", Value::Map());
    SetText(tls, "mode", spec.tls_mode);
    Value& refs = tls.Set("certificateRefs", Value::List());
    for (const CertificateSpec& ref : spec.certificates) {
      Value& item = Append(refs);
      SetText(item, "namespace", ref.ns);
      SetText(item, "name", ref.name);
      SetText(item, "kind", ref.kind);
    }
  }
  Value& allowed = listener.Set("allowedRoutes", Value::Map());
  Value& namespaces = allowed.Set("namespaces", Value::Map());
  SetText(namespaces, "from", spec.from);
  if (!spec.team.empty()) {
    namespaces.Set("selector", Value::Map())
        .Set("matchLabels", Value::Map())
        .Set("team", Value::String(spec.team));
  }
  if (spec.kinds.empty()) return;
  Value& kinds = allowed.Set("kinds", Value::List());
  for (const std::string& kind : spec.kinds) SetText(Append(kinds), "kind", kind);
}

Value Encode(const GatewaySpec& spec, const ObjectId& id) {
  Value object = NewObject(id, spec.created, spec.generation);
  SetMetadata(object, "labels", "mesh", spec.mesh);
  Value& body = object.Set("spec", Value::Map());
  SetText(body, "gatewayClassName", spec.gateway_class);
  Value& listeners = body.Set("listeners", Value::List());
  for (const ListenerSpec& listener : spec.listeners) Encode(listener, Append(listeners));
  if (!spec.address.empty()) {
    Value& addresses = body.Set("addresses", Value::List());
    for (const absl::string_view value : absl::StrSplit(spec.address, ' ')) {
      Value& address = Append(addresses);
      SetText(address, "type", spec.address_type);
      SetText(address, "value", std::string(value));
    }
  }
  Value& infrastructure = body.Set("infrastructure", Value::Map());
  SetParameters(infrastructure, spec.parameters);
  SetText(infrastructure.Set("labels", Value::Map()), "label", spec.label);
  return object;
}

void Encode(const MatchSpec& spec, Value& match) {
  Value& path = match.Set("path", Value::Map());
  SetText(path, "type", spec.exact ? "Exact" : "PathPrefix");
  SetText(path, "value", spec.path);
  SetText(match, "method", spec.method);
  const auto add_values = [&](const char* key, int count) {
    if (count == 0) return;
    Value& list = match.Set(key, Value::List());
    for (int i = 0; i < count; ++i) {
      Value& item = Append(list);
      SetText(item, "name", "x-" + std::to_string(i));
      SetText(item, "value", "v");
    }
  };
  add_values("headers", spec.headers);
  add_values("queryParams", spec.query_params);
}

void Encode(const BackendSpec& spec, Value& backend) {
  SetText(backend, "kind", spec.kind);
  SetText(backend, "namespace", spec.ns);
  SetText(backend, "name", spec.name);
  backend.Set("port", Value::Integer(spec.port));
}

void Encode(const RuleSpec& spec, Value& rule) {
  if (!spec.matches.empty()) {
    Value& matches = rule.Set("matches", Value::List());
    for (const MatchSpec& match : spec.matches) Encode(match, Append(matches));
  }
  Value& backends = rule.Set("backendRefs", Value::List());
  for (const BackendSpec& ref : spec.backends) Encode(ref, Append(backends));
  Value& filters = rule.Set("filters", Value::List());
  if (!spec.header.empty()) {
    Value& filter = Append(filters);
    SetText(filter, "type", "RequestHeaderModifier");
    Value& header =
        Append(filter.Set("requestHeaderModifier", Value::Map()).Set("set", Value::List()));
    SetText(header, "name", "x-test");
    SetText(header, "value", spec.header);
  }
  if (spec.refused) SetText(Append(filters), "type", "Unknown");
  for (const std::string& name : spec.filters) {
    Value& filter = Append(filters);
    SetText(filter, "type", "ExtensionRef");
    Value& ref = filter.Set("extensionRef", Value::Map());
    SetText(ref, "group", kHeaderFilter.group());
    SetText(ref, "kind", kHeaderFilter.kind());
    SetText(ref, "name", name);
  }
  for (const BackendSpec& ref : spec.mirrors) {
    Value& filter = Append(filters);
    SetText(filter, "type", "RequestMirror");
    Encode(ref, filter.Set("requestMirror", Value::Map()).Set("backendRef", Value::Map()));
  }
}

Value Encode(const RouteSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, spec.created, spec.generation);
  SetMetadata(object, "labels", "mesh", spec.mesh);
  if (spec.plugin_throws) SetMetadata(object, "annotations", "throw", "yes");
  Value& body = object.Set("spec", Value::Map());
  Value& parents = body.Set("parentRefs", Value::List());
  for (const ParentSpec& ref : spec.parents) {
    Value& parent = Append(parents);
    SetText(parent, "namespace", ref.ns);
    SetText(parent, "name", ref.name);
    SetText(parent, "sectionName", ref.section);
    if (ref.port != 0) parent.Set("port", Value::Integer(ref.port));
  }
  Value& hostnames = body.Set("hostnames", Value::List());
  for (const std::string& hostname : spec.hostnames) {
    hostnames.items.push_back(Value::String(hostname));
  }
  Value& rules = body.Set("rules", Value::List());
  for (const RuleSpec& rule : spec.rules) Encode(rule, Append(rules));
  return object;
}

Value Encode(const GrantSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  Value& body = object.Set("spec", Value::Map());
  Value& from = Append(body.Set("from", Value::List()));
  const bool is_filter = spec.from_kind == kHeaderFilter.kind();
  SetText(from, "group",
          is_filter ? kHeaderFilter.group() : std::string(resource::kGatewayApiGroup));
  SetText(from, "kind", spec.from_kind);
  SetText(from, "namespace", spec.from_ns);
  Value& to = Append(body.Set("to", Value::List()));
  SetText(to, "kind", spec.to_kind);
  SetText(to, "name", spec.to_name);
  return object;
}

Value Encode(const ServiceSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  SetMetadata(object, "annotations", "note", spec.note);
  Value& body = object.Set("spec", Value::Map());
  if (spec.external_name) SetText(body, "type", "ExternalName");
  Value& ports = body.Set("ports", Value::List());
  for (const int number : spec.ports) {
    Value& port = Append(ports);
    SetText(port, "name", "p" + std::to_string(number));
    port.Set("port", Value::Integer(number));
    SetText(port, "appProtocol", spec.app_protocol);
  }
  return object;
}

Value Encode(const FilterSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  if (spec.plugin_throws) SetMetadata(object, "annotations", "throw", "yes");
  Value& body = object.Set("spec", Value::Map());
  SetText(body, "value", spec.value);
  SetText(body, "limit", spec.limit);
  if (!spec.from.name.empty()) {
    Value& from = body.Set("valueFrom", Value::Map());
    SetText(from, "kind", spec.from.kind);
    SetText(from, "namespace", spec.from.ns);
    SetText(from, "name", spec.from.name);
  }
  if (spec.respond != 0) body.Set("respond", Value::Integer(spec.respond));
  if (spec.refused) body.Set("refused", Value::Bool(true));
  return object;
}

Value Encode(const ValueSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  Value& data = object.Set("data", Value::Map());
  if (spec.given) data.Set("value", Value::String(spec.value));
  return object;
}

Value Encode(const ParametersSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  if (spec.plugin_throws) SetMetadata(object, "annotations", "throw", "yes");
  Value& body = object.Set("spec", Value::Map());
  if (spec.replicas != 0) body.Set("replicas", Value::Integer(spec.replicas));
  SetText(body, "podLabel", spec.pod_label);
  SetText(body, "note", spec.note);
  if (spec.refused) body.Set("refused", Value::Bool(true));
  return object;
}

Value Encode(const SecretSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  SetText(object, "type", spec.type);
  const std::string& chain = PairOf(spec.pair).chain;
  const std::string& key = PairOf(spec.key_of < 0 ? spec.pair : spec.key_of).key;
  Value& data = object.Set("data", Value::Map());
  SetText(data, "tls.crt", absl::Base64Escape(spec.malformed ? "no PEM" : chain));
  SetText(data, "tls.key", absl::Base64Escape(key));
  return object;
}

Value Encode(const PolicySpec& spec, const ObjectId& id) {
  Value object = NewObject(id, spec.created, spec.generation);
  if (spec.plugin_throws) SetMetadata(object, "annotations", "throw", "yes");
  Value& body = object.Set("spec", Value::Map());
  Value& targets = body.Set("targetRefs", Value::List());
  for (const TargetSpec& target : spec.targets) {
    Value& ref = Append(targets);
    const bool is_gateway = target.kind == "Gateway";
    SetText(ref, "group", is_gateway ? std::string(resource::kGatewayApiGroup) : "");
    SetText(ref, "kind", target.kind);
    SetText(ref, "name", target.name);
    SetText(ref, "sectionName", target.section);
  }
  if (spec.connect_milliseconds != 0) {
    body.Set("connect", Value::Integer(spec.connect_milliseconds));
  }
  SetText(body, "header", spec.header);
  SetText(body, "headerFrom", spec.from);
  if (spec.refused) body.Set("refused", Value::Bool(true));
  return object;
}

Value Encode(const NamespaceSpec& spec, const ObjectId& id) {
  Value object = NewObject(id, 0, 1);
  SetMetadata(object, "labels", "team", spec.team);
  SetMetadata(object, "labels", "mesh", spec.mesh);
  SetMetadata(object, "annotations", "note", spec.note);
  return object;
}

struct IdVisitor {
  ObjectId operator()(const ClassSpec& spec) { return {resource::kGatewayClass, "", spec.name}; }
  ObjectId operator()(const GatewaySpec& spec) { return GatewayId(spec.ns, spec.name); }
  ObjectId operator()(const RouteSpec& spec) { return RouteId(spec.ns, spec.name, spec.kind); }
  ObjectId operator()(const GrantSpec& spec) {
    return {resource::kReferenceGrant, spec.ns, spec.name};
  }
  ObjectId operator()(const ServiceSpec& spec) { return {resource::kService, spec.ns, spec.name}; }
  ObjectId operator()(const SecretSpec& spec) { return {resource::kSecret, spec.ns, spec.name}; }
  ObjectId operator()(const ValueSpec& spec) { return {resource::kConfigMap, spec.ns, spec.name}; }
  ObjectId operator()(const FilterSpec& spec) { return {kHeaderFilter, spec.ns, spec.name}; }
  ObjectId operator()(const ParametersSpec& spec) { return {kParameters, "", spec.name}; }
  ObjectId operator()(const PolicySpec& spec) {
    return {Kind::Of(kTestPolicy.group(), spec.kind), spec.ns, spec.name};
  }
  ObjectId operator()(const NamespaceSpec& spec) { return {resource::kNamespace, "", spec.name}; }
};

}  // namespace

ObjectId GatewayId(const std::string& ns, const std::string& name) {
  return {resource::kGateway, ns, name};
}

ObjectId RouteId(const std::string& ns, const std::string& name, const std::string& kind) {
  return {Kind::Of(resource::kGatewayApiGroup, kind), ns, name};
}

const certificate::PairForTest& PairOf(int index) {
  static const std::vector<certificate::PairForTest> pairs = [] {
    std::vector<certificate::PairForTest> made;
    for (int i = 0; i < kPairs; ++i) made.push_back(certificate::MakePairForTest());
    return made;
  }();
  return pairs.at(static_cast<size_t>(index));
}

ObjectId IdOf(const Spec& spec) { return std::visit(IdVisitor(), spec); }

resource::ObjectPtr Make(const Spec& spec) {
  const ObjectId id = IdOf(spec);
  Value value = std::visit([&](const auto& s) { return Encode(s, id); }, spec);
  absl::StatusOr<resource::ObjectPtr> object = resource::MakeObject(std::move(value), id.kind);
  MG_CHECK(object.ok(), std::string(object.status().message()));
  return *std::move(object);
}

}  // namespace meshgate::pipeline::world
