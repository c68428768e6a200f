#include "core/status/document.h"

#include <string>
#include <string_view>

#include "core/resource/kind.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "core/status/condition.h"
#include "gtest/gtest.h"

namespace meshgate::status {
namespace {

using resource::Kind;

constexpr char kApiVersion[] = "gateway.networking.k8s.io/v1";
const Kind kHttpRoute = Kind::Of("gateway.networking.k8s.io", "HTTPRoute");

// The document as YAML, field by field in its own order.
std::string Yaml(const Document& document) {
  std::string text;
  resource::EncodeYaml(Encode(document), text);
  return text;
}

// `text` as the encoder would quote it.
std::string Yaml(std::string_view text) {
  const resource::Decoded decoded = resource::DecodeYaml(text);
  EXPECT_EQ(decoded.documents.size(), 1u) << text;
  std::string encoded;
  resource::EncodeYaml(decoded.documents.at(0).value, encoded);
  return encoded;
}

TEST(EncodeTest, GatewayClass) {
  Document document{{resource::kGatewayClass, "", "kuma"}, kApiVersion, 3, {}};
  document.status = GatewayClassStatus{
      .conditions = {MakeCondition(kGatewayClassSupportedVersionTrueSupportedVersion, "Fine."),
                     MakeCondition(kGatewayClassAcceptedTrueAccepted, "Served.")},
      .supported_features = {"Gateway", "HTTPRoute"},
  };
  EXPECT_EQ(Yaml(document), Yaml(R"(apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata:
  name: kuma
status:
  conditions:
  - type: Accepted
    status: "True"
    observedGeneration: 3
    lastTransitionTime: "1970-01-01T00:00:00Z"
    reason: Accepted
    message: Served.
  - type: SupportedVersion
    status: "True"
    observedGeneration: 3
    lastTransitionTime: "1970-01-01T00:00:00Z"
    reason: SupportedVersion
    message: Fine.
  supportedFeatures:
  - name: Gateway
  - name: HTTPRoute
)"));
}

TEST(EncodeTest, GatewayWithItsListeners) {
  Document document{{resource::kGateway, "kuma-demo", "kuma"}, kApiVersion, 7, {}};
  document.status = GatewayStatus{
      .addresses = {{"IPAddress", "192.0.2.1"}},
      .conditions = {MakeCondition(kGatewayProgrammedTrueProgrammed, "Served."),
                     MakeCondition(kGatewayAcceptedTrueListenersNotValid, "One is not valid.")},
      .listeners = {{.name = "proxy",
                     .supported_kinds = {kHttpRoute},
                     .attached_routes = 2,
                     .conditions = {MakeCondition(kListenerAcceptedTrueAccepted, "ok")}},
                    {"odd", {}, 0, {}}},
  };
  EXPECT_EQ(Yaml(document), Yaml(R"(apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: kuma
  namespace: kuma-demo
status:
  addresses:
  - type: IPAddress
    value: 192.0.2.1
  conditions:
  - type: Accepted
    status: "True"
    observedGeneration: 7
    lastTransitionTime: "1970-01-01T00:00:00Z"
    reason: ListenersNotValid
    message: One is not valid.
  - type: Programmed
    status: "True"
    observedGeneration: 7
    lastTransitionTime: "1970-01-01T00:00:00Z"
    reason: Programmed
    message: Served.
  listeners:
  - name: proxy
    supportedKinds:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
    attachedRoutes: 2
    conditions:
    - type: Accepted
      status: "True"
      observedGeneration: 7
      lastTransitionTime: "1970-01-01T00:00:00Z"
      reason: Accepted
      message: ok
  - name: odd
    supportedKinds: []
    attachedRoutes: 0
    conditions: []
)"));
}

TEST(EncodeTest, RouteSaysOfParentsWhatTheSpecSaid) {
  Document document{{kHttpRoute, "kuma-demo", "echo"}, kApiVersion, 1, {}};
  const ir::ObjectName gateway{"gateway.networking.k8s.io", "Gateway", "", "kuma"};
  const ir::ObjectName service{"", "Service", "other", "echo"};
  document.status = RouteStatus{{
      {{gateway, "", 0},
       "gateways.kuma.io/controller",
       {MakeCondition(kRoutePartiallyInvalidTrueUnsupportedValue, "Dropped Rule: 1."),
        MakeCondition(kRouteResolvedRefsFalseBackendNotFound, "None."),
        MakeCondition(kRouteAcceptedTrueAccepted, "ok")}},
      {{service, "http", 8080}, "gateways.kuma.io/controller", {}},
  }};
  EXPECT_EQ(Yaml(document), Yaml(R"(apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: echo
  namespace: kuma-demo
status:
  parents:
  - parentRef:
      group: gateway.networking.k8s.io
      kind: Gateway
      name: kuma
    controllerName: gateways.kuma.io/controller
    conditions:
    - type: Accepted
      status: "True"
      observedGeneration: 1
      lastTransitionTime: "1970-01-01T00:00:00Z"
      reason: Accepted
      message: ok
    - type: ResolvedRefs
      status: "False"
      observedGeneration: 1
      lastTransitionTime: "1970-01-01T00:00:00Z"
      reason: BackendNotFound
      message: None.
    - type: PartiallyInvalid
      status: "True"
      observedGeneration: 1
      lastTransitionTime: "1970-01-01T00:00:00Z"
      reason: UnsupportedValue
      message: 'Dropped Rule: 1.'
  - parentRef:
      group: ""
      kind: Service
      namespace: other
      name: echo
      sectionName: http
      port: 8080
    controllerName: gateways.kuma.io/controller
    conditions: []
)"));
}

TEST(EncodeTest, WhatIsEmptyIsLeftOutExceptParents) {
  EXPECT_EQ(Yaml({{resource::kGateway, "a", "b"}, kApiVersion, 1, GatewayStatus()}),
            Yaml("apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata:\n  name: b\n"
                 "  namespace: a\nstatus: {}\n"));
  EXPECT_EQ(Yaml({{kHttpRoute, "a", "b"}, kApiVersion, 1, RouteStatus()}),
            Yaml("apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: b\n"
                 "  namespace: a\nstatus:\n  parents: []\n"));
}

}  // namespace
}  // namespace meshgate::status
