// The CRDs of Gateway API, as upstream ships them, and what they make of objects.
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/resource/json.h"
#include "core/resource/schema_catalog.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

std::vector<std::string> g_crd_files;

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

const SchemaCatalog& Catalog() {
  static const SchemaCatalog* const catalog = [] {
    auto* loaded = new SchemaCatalog;
    for (const std::string& path : g_crd_files) {
      const Decoded decoded = DecodeYaml(Read(path));
      EXPECT_FALSE(decoded.error) << path << ": " << decoded.error->message;
      for (const Document& document : decoded.documents) {
        if (document.value.FindText("kind") != "CustomResourceDefinition") continue;
        const absl::Status status = loaded->AddCrd(document.value);
        EXPECT_TRUE(status.ok()) << path << ": " << status;
      }
    }
    return loaded;
  }();
  return *catalog;
}

SchemaCatalog::Admitted Admit(std::string_view yaml) {
  Decoded decoded = DecodeYaml(yaml);
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  return Catalog().Admit(std::move(decoded.documents.at(0).value));
}

std::string Json(Node node) {
  std::string text;
  EncodeJson(node, text);
  return text;
}

std::string Spec(std::string_view yaml) {
  const SchemaCatalog::Admitted admitted = Admit(yaml);
  if (!admitted.object) {
    ADD_FAILURE() << (admitted.errors.empty() ? "unknown kind" : admitted.errors[0].message);
    return "";
  }
  return Json((*admitted.object)->spec());
}

TEST(GatewayApiCrdsTest, AllKindsLoad) {
  constexpr std::string_view kExperimentalGroup = "gateway.networking.x-k8s.io";
  constexpr std::string_view kStorageVersions[][3] = {
      {kGatewayApiGroup, "BackendTLSPolicy", "v1"},
      {kGatewayApiGroup, "GRPCRoute", "v1"},
      {kGatewayApiGroup, "Gateway", "v1"},
      {kGatewayApiGroup, "GatewayClass", "v1"},
      {kGatewayApiGroup, "HTTPRoute", "v1"},
      {kGatewayApiGroup, "ListenerSet", "v1"},
      {kGatewayApiGroup, "ReferenceGrant", "v1beta1"},
      {kGatewayApiGroup, "TCPRoute", "v1"},
      {kGatewayApiGroup, "TLSRoute", "v1"},
      {kGatewayApiGroup, "UDPRoute", "v1"},
      {kExperimentalGroup, "XBackend", "v1alpha1"},
      {kExperimentalGroup, "XBackendTrafficPolicy", "v1alpha1"},
      {kExperimentalGroup, "XMesh", "v1alpha1"},
  };
  for (const auto& [group, kind, version] : kStorageVersions) {
    const KindInfo* info = Catalog().Find(group, kind);
    ASSERT_NE(info, nullptr) << kind;
    EXPECT_EQ(info->storage_version, version) << kind;
    EXPECT_EQ(info->namespaced, kind != "GatewayClass" && kind != "XMesh") << kind;
  }
}

TEST(GatewayApiCrdsTest, HttpRouteDefaults) {
  EXPECT_EQ(Spec(R"(
apiVersion: gateway.networking.k8s.io/v1beta1
kind: HTTPRoute
metadata: {name: r}
spec:
  parentRefs: [{name: g}]
  rules:
  - backendRefs: [{name: s, port: 80}]
    filters:
    - {type: RequestRedirect, requestRedirect: {}}
    - {type: CORS, cors: {}}
    - type: RequestMirror
      requestMirror: {backendRef: {name: m}, fraction: {numerator: 1}}
    sessionPersistence: {cookieConfig: {}}
  - matches:
    - path: {value: /a}
      headers: [{name: h, value: x}]
      queryParams: [{name: q, value: x}]
)"),
            R"({"parentRefs":[{"group":"gateway.networking.k8s.io","kind":"Gateway","name":"g"}],)"
            R"("rules":[{"backendRefs":)"
            R"([{"group":"","kind":"Service","name":"s","port":80,"weight":1}],)"
            R"("filters":[{"requestRedirect":{"statusCode":302},"type":"RequestRedirect"},)"
            R"({"cors":{"maxAge":5},"type":"CORS"},)"
            R"({"requestMirror":{"backendRef":{"group":"","kind":"Service","name":"m"},)"
            R"("fraction":{"denominator":100,"numerator":1}},"type":"RequestMirror"}],)"
            R"("matches":[{"path":{"type":"PathPrefix","value":"/"}}],)"
            R"("sessionPersistence":{"cookieConfig":{"lifetimeType":"Session"},"type":"Cookie"}},)"
            R"({"matches":[{"headers":[{"name":"h","type":"Exact","value":"x"}],)"
            R"("path":{"type":"PathPrefix","value":"/a"},)"
            R"("queryParams":[{"name":"q","type":"Exact","value":"x"}]}]}]})");
}

TEST(GatewayApiCrdsTest, GatewayDefaultsAndFirstStatus) {
  const SchemaCatalog::Admitted admitted = Admit(R"(
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: g}
spec:
  gatewayClassName: c
  addresses: [{value: 192.0.2.1}]
  allowedListeners: {namespaces: {}}
  listeners:
  - {name: https, port: 443, protocol: HTTPS, tls: {certificateRefs: [{name: s}]}}
)");
  ASSERT_TRUE(admitted.object);
  const Object& gateway = **admitted.object;
  EXPECT_EQ(Json(gateway.spec()),
            R"({"addresses":[{"type":"IPAddress","value":"192.0.2.1"}],)"
            R"("allowedListeners":{"namespaces":{"from":"None"}},"gatewayClassName":"c",)"
            R"("listeners":[{"allowedRoutes":{"namespaces":{"from":"Same"}},"name":"https",)"
            R"("port":443,"protocol":"HTTPS","tls":{"certificateRefs":)"
            R"([{"group":"","kind":"Secret","name":"s"}],"mode":"Terminate"}}]})");
  EXPECT_EQ(gateway.status()["conditions"].size(), 2u);
  EXPECT_EQ(gateway.status()["conditions"].item(0)["reason"].text(), "Pending");
}

TEST(GatewayApiCrdsTest, ErrorsNamePathPositionAndAllowedValues) {
  const SchemaCatalog::Admitted admitted = Admit(R"(apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: r}
spec:
  parentRefs: [{}]
  rules:
  - matches:
    - path: {type: Glob, value: /a}
    backendRefs:
    - name: s
      port: http
)");
  EXPECT_FALSE(admitted.object);
  std::vector<std::string> errors;
  for (const FieldError& error : admitted.errors) {
    errors.push_back(std::to_string(error.position.line) + ":" +
                     std::to_string(error.position.column) + " " + error.path + ": " +
                     error.message);
  }
  EXPECT_EQ(errors,
            (std::vector<std::string>{
                "5:16 spec.parentRefs[0].name: Required value",
                "8:20 spec.rules[0].matches[0].path.type: Unsupported value: \"Glob\": supported "
                "values: \"Exact\", \"PathPrefix\", \"RegularExpression\"",
                "11:13 spec.rules[0].backendRefs[0].port: Invalid value: \"string\": "
                "spec.rules[0].backendRefs[0].port in body must be of type integer: \"string\"",
            }));
}

}  // namespace
}  // namespace meshgate::resource

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  meshgate::resource::g_crd_files.assign(argv + 1, argv + argc);
  return RUN_ALL_TESTS();
}
