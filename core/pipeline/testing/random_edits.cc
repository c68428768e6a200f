#include "core/pipeline/testing/random_edits.h"

#include <iterator>

namespace meshgate::pipeline::world {
namespace {

constexpr const char* kHostnames[] = {"",        "*.com",   "*.a.com", "x.a.com",
                                      "y.a.com", "X.A.com", "b.com",   "c.org"};
constexpr const char* kClasses[] = {"kuma", "kuma", "kuma", "kuma", "second", "foreign", "absent"};

}  // namespace

Spec RandomEdits::NewObject() {
  if (OneIn(25)) return NewClass();
  if (OneIn(20)) return NewNamespace();
  if (OneIn(12)) return NewFilter();
  if (OneIn(16)) return NewParameters();
  if (OneIn(8)) return NewSecret();
  if (OneIn(24)) return NewValue();
  if (OneIn(10)) return NewPolicy();
  switch (Pick(8)) {
    case 0:
      return NewGateway();
    case 1:
      return NewGrant();
    case 2:
    case 3:
      return NewService();
    default:
      return NewRoute();
  }
}

std::string RandomEdits::Mesh() { return OneIn(16) ? "other" : OneIn(4) ? "default" : ""; }

std::string RandomEdits::GatewayName() { return OneIn(6) ? "g1" : "g0"; }

ClassSpec RandomEdits::NewClass() {
  ClassSpec spec;
  spec.name = kClasses[3 + Pick(3)];
  if (spec.name == "foreign") spec.controller = "example.com/other";
  if (OneIn(4)) spec.parameters = Name('p', 3);
  return spec;
}

GatewaySpec RandomEdits::NewGateway() {
  GatewaySpec spec;
  spec.ns = Name('n', 2);
  spec.name = GatewayName();
  spec.gateway_class = PickOf(kClasses);
  const int listeners = OneIn(10) ? 0 : 1 + Pick(4);
  for (int i = 0; i < listeners; ++i) spec.listeners.push_back(NewListener(i));
  if (OneIn(4)) spec.address = OneIn(2) ? "127.0.0.2" : "127.0.0.3";
  if (OneIn(16)) spec.address_type = "Hostname";
  spec.mesh = Mesh();
  if (OneIn(8)) spec.parameters = Name('p', 3);
  if (OneIn(3)) spec.label = Name('v', 3);
  spec.created = Pick(3);
  spec.generation = 1 + Pick(3);
  return spec;
}

ListenerSpec RandomEdits::NewListener(int index) {
  static constexpr const char* kFrom[] = {"All", "All", "All", "All", "Selector", "Same", "None"};
  static constexpr const char* kOtherProtocols[] = {"TCP",   "TCP",   "TCP",   "UDP",
                                                    "HTTPS", "HTTPS", "HTTPS"};
  ListenerSpec spec;
  spec.name = "l" + std::to_string(index);
  spec.port = OneIn(3) ? 8080 : 80;
  if (OneIn(3)) spec.protocol = PickOf(kOtherProtocols);
  // A port of its own, or most would conflict.
  if (spec.protocol == "TCP" && !OneIn(4)) spec.port = 9000 + index;
  if (spec.protocol == "HTTPS") {
    if (!OneIn(6)) spec.port = 443;
    // In few places, so that Secrets are there and turn bad while they are in use.
    for (int i = OneIn(10) ? 0 : 1 + Pick(2); i > 0; --i) {
      CertificateSpec& ref = spec.certificates.emplace_back();
      if (OneIn(3)) ref.ns = NamespaceName();
      ref.name = Name('k', 2);
      if (OneIn(16)) ref.kind = "Vault";
    }
    if (OneIn(12)) spec.tls_mode = OneIn(2) ? "throw" : "Passthrough";
  }
  // Not all alike, or most listeners would conflict.
  spec.hostname = kHostnames[(2 * index + Pick(4)) % std::size(kHostnames)];
  spec.from = PickOf(kFrom);
  if (spec.from == "Selector" && !OneIn(8)) spec.team = OneIn(2) ? "red" : "blue";
  if (OneIn(6)) spec.kinds = {"HTTPRoute"};
  if (OneIn(10)) spec.kinds.emplace_back("TCPRoute");
  return spec;
}

RouteSpec RandomEdits::NewRoute() {
  RouteSpec spec;
  spec.ns = NamespaceName();
  spec.name = Name('r', 6);
  if (OneIn(4)) spec.kind = "TCPRoute";
  for (int i = OneIn(4) ? 2 : 1; i > 0; --i) {
    ParentSpec& parent = spec.parents.emplace_back();
    if (!OneIn(6)) parent.ns = Name('n', 2);
    parent.name = GatewayName();
    if (OneIn(4)) parent.section = Name('l', 4);
    if (OneIn(6)) parent.port = OneIn(2) ? 80 : 8080;
  }
  for (int i = Pick(3); i > 0; --i) {
    const std::string hostname = PickOf(kHostnames);
    if (!hostname.empty()) spec.hostnames.push_back(hostname);
  }
  for (int i = OneIn(10) ? 0 : 1 + Pick(3); i > 0; --i) spec.rules.push_back(NewRule(spec.ns));
  spec.mesh = Mesh();
  spec.plugin_throws = OneIn(20);
  spec.created = Pick(3);
  spec.generation = 1 + Pick(3);
  return spec;
}

BackendSpec RandomEdits::NewBackend(const std::string& ns) {
  BackendSpec spec;
  if (OneIn(2)) spec.ns = OneIn(2) ? ns : NamespaceName();
  spec.name = Name('s', 3);
  spec.port = OneIn(6) ? 81 : 80;
  if (OneIn(20)) spec.kind = "Bucket";
  return spec;
}

RuleSpec RandomEdits::NewRule(const std::string& ns) {
  static constexpr const char* kPaths[] = {"/", "/a", "/b", "/c", "/aa"};
  RuleSpec spec;
  for (int i = Pick(3); i > 0; --i) {
    MatchSpec& match = spec.matches.emplace_back();
    match.path = PickOf(kPaths);
    match.exact = OneIn(3);
    if (OneIn(5)) match.method = "GET";
    if (OneIn(5)) match.headers = 1 + Pick(2);
    if (OneIn(5)) match.query_params = 1 + Pick(2);
  }
  for (int i = Pick(3); i > 0; --i) spec.backends.push_back(NewBackend(ns));
  if (OneIn(6)) spec.mirrors.push_back(NewBackend(ns));
  if (OneIn(3)) spec.header = Name('v', 3);
  spec.refused = OneIn(10);
  for (int i = OneIn(4) ? 1 + Pick(2) : 0; i > 0; --i) spec.filters.push_back(Name('f', 2));
  return spec;
}

FilterSpec RandomEdits::NewFilter() {
  FilterSpec spec;
  spec.ns = NamespaceName();
  spec.name = Name('f', 2);
  spec.value = Name('v', 3);
  if (OneIn(2)) {
    spec.from = {.ns = OneIn(2) ? NamespaceName() : "", .name = Name('c', 2)};
    if (OneIn(5)) spec.from = {.ns = spec.from.ns, .name = Name('k', 2), .kind = "Secret"};
    if (OneIn(12)) spec.from.kind = "Service";
  }
  if (OneIn(6)) spec.respond = 503;
  spec.refused = OneIn(8);
  spec.plugin_throws = OneIn(8);
  return spec;
}

ParametersSpec RandomEdits::NewParameters() {
  ParametersSpec spec;
  spec.name = Name('p', 3);
  if (OneIn(2)) spec.replicas = 1 + Pick(3);
  if (OneIn(3)) spec.pod_label = Name('v', 3);
  if (OneIn(4)) spec.note = Name('v', 3);
  spec.refused = OneIn(8);
  spec.plugin_throws = OneIn(12);
  return spec;
}

SecretSpec RandomEdits::NewSecret() {
  SecretSpec spec;
  spec.ns = Name('n', OneIn(4) ? 3 : 2);
  spec.name = Name('k', 2);
  spec.pair = Pick(kPairs);
  if (OneIn(3)) spec.key_of = Pick(kPairs);
  if (OneIn(12)) spec.type = "Opaque";
  spec.malformed = OneIn(8);
  return spec;
}

ValueSpec RandomEdits::NewValue() {
  ValueSpec spec;
  spec.ns = NamespaceName();
  spec.name = Name('c', 2);
  spec.given = !OneIn(8);
  if (!OneIn(6)) spec.value = Name('v', 3);
  return spec;
}

PolicySpec RandomEdits::NewPolicy() {
  PolicySpec spec;
  spec.ns = NamespaceName();
  spec.name = Name('q', 3);
  if (OneIn(3)) spec.kind = "OtherPolicy";
  for (int i = 1 + Pick(2); i > 0; --i) {
    TargetSpec& target = spec.targets.emplace_back();
    if (OneIn(2)) {
      target.name = Name('s', 3);
      if (OneIn(3)) target.section = OneIn(2) ? "p80" : "p81";
    } else {
      target.kind = OneIn(16) ? "Bucket" : "Gateway";
      target.name = GatewayName();
      if (OneIn(3)) target.section = Name('l', 4);
    }
  }
  if (OneIn(2)) spec.connect_milliseconds = 100 + Pick(3);
  if (OneIn(2)) spec.header = Name('v', 3);
  if (OneIn(6)) spec.from = Name('c', 2);
  spec.refused = OneIn(8);
  spec.plugin_throws = OneIn(12);
  spec.created = Pick(3);
  spec.generation = 1 + Pick(3);
  return spec;
}

GrantSpec RandomEdits::NewGrant() {
  GrantSpec spec;
  spec.ns = NamespaceName();
  spec.name = Name('p', 2);
  spec.from_ns = NamespaceName();
  if (OneIn(6)) spec.from_kind = "TCPRoute";
  if (OneIn(2)) spec.to_name = Name('s', 3);
  if (OneIn(3)) {
    spec.from_kind = "Gateway";
    spec.to_kind = "Secret";
    if (!spec.to_name.empty()) spec.to_name = Name('k', 2);
  } else if (OneIn(8)) {
    spec.from_kind = "HeaderFilter";
    spec.to_kind = OneIn(4) ? "Secret" : "ConfigMap";
    if (!spec.to_name.empty()) spec.to_name = Name(spec.to_kind == "Secret" ? 'k' : 'c', 2);
  }
  return spec;
}

ServiceSpec RandomEdits::NewService() {
  ServiceSpec spec;
  spec.ns = NamespaceName();
  spec.name = Name('s', 3);
  if (OneIn(3)) spec.ports.push_back(81);
  if (OneIn(3)) spec.app_protocol = "kubernetes.io/h2c";
  spec.external_name = OneIn(12);
  spec.note = Name('v', 3);
  return spec;
}

NamespaceSpec RandomEdits::NewNamespace() {
  NamespaceSpec spec;
  spec.name = NamespaceName();
  spec.team = OneIn(3) ? "" : OneIn(2) ? "red" : "blue";
  spec.mesh = OneIn(2) ? "" : Mesh();
  spec.note = Name('v', 3);
  return spec;
}

}  // namespace meshgate::pipeline::world
