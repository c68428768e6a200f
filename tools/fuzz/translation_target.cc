// Any objects, as text, from decoding to what proxies are served.
#include <string_view>

#include "tools/fuzz/fuzz_target.h"
#include "tools/fuzz/translation_promises.h"

namespace meshgate::fuzz {

std::vector<std::string> SeedInputs() {
  return {
      R"(apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: kuma}
spec: {controllerName: gateways.kuma.io/controller}
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: gw, namespace: ns}
spec:
  gatewayClassName: kuma
  listeners:
  - {name: a, port: 80, protocol: HTTP, hostname: "*.example"}
  - {name: b, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}
  - {name: c, port: 90, protocol: TCP}
---
apiVersion: v1
kind: Service
metadata: {name: s, namespace: ns}
spec: {ports: [{name: http, port: 80, targetPort: web}, {name: b, port: 81}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: s-1, namespace: ns, labels: {kubernetes.io/service-name: s}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints: [{addresses: [10.0.0.1], conditions: {ready: true}}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r, namespace: ns}
spec:
  parentRefs: [{name: gw, sectionName: a}, {name: gw, port: 80}]
  hostnames: [a.example, "*.b.example"]
  rules:
  - matches:
    - {path: {type: PathPrefix, value: /a}, headers: [{name: x, value: y}]}
    - {path: {type: RegularExpression, value: "/b.*"}, method: GET}
    - {queryParams: [{name: q, value: v}]}
    filters:
    - type: RequestHeaderModifier
      requestHeaderModifier: {set: [{name: h, value: v}], remove: [z]}
    - type: URLRewrite
      urlRewrite: {hostname: in.example, path: {type: ReplaceFullPath, replaceFullPath: /}}
    backendRefs: [{name: s, port: 80, weight: 3}, {name: s, namespace: other, port: 80}]
    timeouts: {request: 10s, backendRequest: 500ms}
  - filters:
    - {type: RequestRedirect, requestRedirect: {scheme: https, statusCode: 301, port: 443}}
---
apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata: {name: t, namespace: ns}
spec:
  parentRefs: [{name: gw, sectionName: c}]
  rules: [{backendRefs: [{name: s, port: 81, weight: 0}, {name: s, port: 80, weight: 5}]}]
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: g, namespace: other}
spec:
  from: [{group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: ns}]
  to: [{group: "", kind: Service}]
)",
  };
}

}  // namespace meshgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  meshgate::fuzz::CheckTranslation({reinterpret_cast<const char*>(data), size});
  return 0;
}
