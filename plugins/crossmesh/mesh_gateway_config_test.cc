#include "plugins/crossmesh/mesh_gateway_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/ir/infrastructure.h"
#include "core/loader/call_plugin.h"
#include "core/loader/registry.h"
#include "core/resource/object.h"
#include "core/resource/yaml.h"

namespace meshgate::crossmesh {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// `spec` is YAML in flow style.
loader::Built<ir::InfrastructureParameters> Build(const std::string& spec) {
  static const MeshGatewayConfig implementation;
  static const loader::ParametersKind kind = {resource::Kind::Of("kuma.io", "MeshGatewayConfig"),
                                              implementation.spec(), &implementation, "crossmesh"};
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: kuma.io/v1alpha1, kind: MeshGatewayConfig, metadata: {name: c}, spec: " + spec +
      "}\n");
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  auto object = resource::MakeObject(std::move(decoded.documents.at(0).value), kind.kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return loader::CallBuild(kind, **object);
}

TEST(MeshGatewayConfigTest, SaysNothingWhereNothingIsWritten) {
  EXPECT_EQ(Build("{}"), loader::Built<ir::InfrastructureParameters>());
  EXPECT_EQ(Build("{serviceTemplate: {metadata: {}, spec: {}}, podTemplate: {spec: {container: "
                     "{}}}}"),
            loader::Built<ir::InfrastructureParameters>());
}

TEST(MeshGatewayConfigTest, DescribesEveryField) {
  const ir::InfrastructureParameters expected = {
      .replicas = 3,
      .service_type = ir::ServiceType::kClusterIp,
      .resources = ir::Resources{{{"cpu", "500m"}}, {{"cpu", "2"}, {"memory", "1Gi"}}},
      .service_annotations = {{"example.com/a", "b c"}},
      .service_labels = {{"d", "e"}},
      .load_balancer_ip = "10.0.0.1",
      .pod_annotations = {{"f", "g"}},
      .pod_labels = {{"h", ""}},
      .service_account_name = "proxies",
      .fs_group = 2000,
      .read_only_root_filesystem = false,
      .cross_mesh = false,
      .tags = {},
  };
  const loader::Built<ir::InfrastructureParameters> described = Build(R"({
    crossMesh: false, replicas: 3, serviceType: ClusterIP,
    resources: {requests: {cpu: 500m}, limits: {cpu: 2, memory: 1Gi}},
    serviceTemplate: {metadata: {annotations: {example.com/a: b c}, labels: {d: e}},
                      spec: {loadBalancerIP: 10.0.0.1}},
    podTemplate: {metadata: {annotations: {f: g}, labels: {h: ""}},
                  spec: {serviceAccountName: proxies, securityContext: {fsGroup: 2000},
                         container: {securityContext: {readOnlyRootFilesystem: false}}}}})");
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_THAT(described.notes, IsEmpty());
  EXPECT_EQ(described.fragment, expected);
}

TEST(MeshGatewayConfigTest, KnowsEachServiceType) {
  const std::pair<std::string, ir::ServiceType> types[] = {
      {"LoadBalancer", ir::ServiceType::kLoadBalancer},
      {"ClusterIP", ir::ServiceType::kClusterIp},
      {"NodePort", ir::ServiceType::kNodePort}};
  for (const auto& [text, type] : types) {
    EXPECT_EQ(Build("{serviceType: " + text + "}").fragment.service_type, type);
  }
}

TEST(MeshGatewayConfigTest, SaysThatTagsAreForKuma) {
  const loader::Built<ir::InfrastructureParameters> described = Build("{tags: {team: a}}");
  EXPECT_EQ(described.fragment.tags, (ir::StringMap{{"team", "a"}}));
  ASSERT_THAT(described.notes, SizeIs(1));
  EXPECT_EQ(described.notes[0].field, "spec.tags");
}

TEST(MeshGatewayConfigTest, RefusesWhatCannotBeDone) {
  const std::pair<std::string, std::string> cases[] = {
      {"{crossMesh: true}", "spec.crossMesh"},
      {"{resources: {claims: [{name: gpu}]}}", "spec.resources.claims"},
      {"{resources: {limits: {'a b': 1}}}", "spec.resources.limits"},
      {"{serviceTemplate: {metadata: {labels: {'a b': c}}}}",
       "spec.serviceTemplate.metadata.labels"},
      {"{serviceTemplate: {metadata: {annotations: {'/a': c}}}}",
       "spec.serviceTemplate.metadata.annotations"},
      {"{serviceTemplate: {spec: {loadBalancerIP: example.com}}}",
       "spec.serviceTemplate.spec.loadBalancerIP"},
      {"{podTemplate: {metadata: {labels: {a: b c}}}}", "spec.podTemplate.metadata.labels.a"},
      {"{podTemplate: {metadata: {annotations: {'a b': c}}}}",
       "spec.podTemplate.metadata.annotations"},
      {"{podTemplate: {spec: {serviceAccountName: A_B}}}",
       "spec.podTemplate.spec.serviceAccountName"},
  };
  for (const auto& [spec, field] : cases) {
    const loader::Built<ir::InfrastructureParameters> described = Build(spec);
    EXPECT_EQ(described.fragment, ir::InfrastructureParameters()) << spec;
    ASSERT_THAT(described.issues, SizeIs(1)) << spec;
    EXPECT_EQ(described.issues[0].reason, "Invalid") << spec;
    EXPECT_EQ(described.issues[0].field, field);
  }
}

}  // namespace
}  // namespace meshgate::crossmesh
