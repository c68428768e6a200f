#include "plugins/tls/https_listener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "core/ir/listener.h"
#include "core/loader/call_plugin.h"
#include "core/loader/registry.h"
#include "core/resource/object.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::tls {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const HttpsListener kImplementation;
const loader::ListenerKind kKind = {kImplementation.spec(), &kImplementation, "tls"};

// `listener` is YAML in flow style.
resource::ObjectPtr GatewayWith(const std::string& listener) {
  resource::Decoded decoded = resource::DecodeYaml(
      "apiVersion: gateway.networking.k8s.io/v1\n"
      "kind: Gateway\n"
      "metadata: {name: edge, namespace: demo}\n"
      "spec: {listeners: [" +
      listener + "]}\n");
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  auto object =
      resource::MakeObject(std::move(decoded.documents.at(0).value), resource::kGateway);
  EXPECT_TRUE(object.ok()) << object.status();
  return *std::move(object);
}

loader::References Refer(const std::string& listener) {
  const resource::ObjectPtr gateway = GatewayWith(listener);
  return loader::CallReferences(kKind, {*gateway, gateway->spec()["listeners"].item(0)});
}

TEST(HttpsListenerTest, RefersToCertificates) {
  const loader::References references = Refer(R"({name: a, tls: {certificateRefs: [
    {name: one}, {group: example.com, kind: Vault, name: two, namespace: certs}]}})");
  EXPECT_THAT(references.issues, IsEmpty());
  EXPECT_THAT(references.fragment,
              ElementsAre(ir::Reference{{"", "Secret", "", "one"}, "tls.certificateRefs[0]"},
                          ir::Reference{{"example.com", "Vault", "certs", "two"},
                                        "tls.certificateRefs[1]"}));
}

TEST(HttpsListenerTest, ServesWithThoseThatCanBeUsed) {
  const resource::ObjectPtr gateway = GatewayWith("{name: a}");
  const auto built =
      loader::CallBuild(kKind, {*gateway, gateway->spec()["listeners"].item(0)},
                        {{nullptr, true}, {nullptr, false}, {nullptr, true}});
  EXPECT_THAT(built.issues, IsEmpty());
  EXPECT_THAT(built.fragment.certificates, ElementsAre(0, 2));
}

TEST(HttpsListenerTest, AListenerWithoutAnythingRefersToNothing) {
  for (const char* const listener : {"{}", "{tls: {}}", "{tls: {mode: Terminate, options: {}}}"}) {
    EXPECT_EQ(Refer(listener), loader::References()) << listener;
  }
}

TEST(HttpsListenerTest, RefusesWhatItCannotDo) {
  const loader::References references =
      Refer("{tls: {mode: Passthrough, options: {example.com/a: b}}}");
  ASSERT_EQ(references.issues.size(), 2u);
  EXPECT_EQ(references.issues[0].field, "tls.mode");
  EXPECT_EQ(references.issues[1].field, "tls.options");
  EXPECT_THAT(references.fragment, IsEmpty());
}

}  // namespace
}  // namespace meshgate::tls
