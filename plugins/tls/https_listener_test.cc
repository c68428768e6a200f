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
using testing::HasSubstr;
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
  const loader::References references = Refer("{tls: {mode: Passthrough}}");
  ASSERT_EQ(references.issues.size(), 1u);
  EXPECT_EQ(references.issues[0].field, "tls.mode");
  EXPECT_THAT(references.fragment, IsEmpty());
}

ir::TlsSettings SettingsOf(const std::string& options) {
  const resource::ObjectPtr gateway = GatewayWith("{name: a, tls: {options: " + options + "}}");
  return loader::CallBuild(kKind, {*gateway, gateway->spec()["listeners"].item(0)}).fragment
      .settings;
}

TEST(HttpsListenerTest, UnderstandsItsOptions) {
  EXPECT_EQ(SettingsOf("{}"), ir::TlsSettings());
  EXPECT_EQ(SettingsOf("{meshgate.io/min-version: '1.2'}"), ir::TlsSettings());
  EXPECT_EQ(SettingsOf("{meshgate.io/min-version: '1.3'}").min_version, ir::TlsVersion::k1_3);
  EXPECT_THAT(SettingsOf("{meshgate.io/cipher-suites: 'ECDHE-RSA-AES128-GCM-SHA256,"
                         "ECDHE-ECDSA-AES128-GCM-SHA256'}")
                  .cipher_suites,
              ElementsAre("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"));
}

TEST(HttpsListenerTest, RefusesOptionsOfUnknownValues) {
  const struct {
    std::string options;
    std::string message;
  } cases[] = {
      {"{meshgate.io/min-version: '1.1'}", "min-version is \"1.1\"; use 1.2 or 1.3"},
      {"{meshgate.io/min-version: ''}", "min-version is \"\"; use 1.2 or 1.3"},
      {"{meshgate.io/cipher-suites: ''}", "cipher-suites names \"\"; list some of ECDHE-"},
      {"{meshgate.io/cipher-suites: 'ECDHE-RSA-AES128-GCM-SHA256,'}", "names \"\"; list"},
      {"{meshgate.io/cipher-suites: 'ECDHE-RSA-AES128-GCM-SHA256, AES128-SHA'}",
       "names \" AES128-SHA\"; list"},
  };
  for (const auto& [options, message] : cases) {
    const loader::References references = Refer("{tls: {options: " + options + "}}");
    ASSERT_EQ(references.issues.size(), 1u) << options;
    EXPECT_EQ(references.issues[0].field, "tls.options");
    EXPECT_THAT(references.issues[0].message, HasSubstr(message));
  }
}

TEST(HttpsListenerTest, SaysWhichOptionsHaveNoEffect) {
  const loader::References unknown = Refer("{tls: {options: {example.com/a: b}}}");
  EXPECT_THAT(unknown.issues, IsEmpty());
  ASSERT_EQ(unknown.notes.size(), 1u);
  EXPECT_EQ(unknown.notes[0].message,
            "the option \"example.com/a\" is not known and has no effect");
  const loader::References both =
      Refer("{tls: {options: {meshgate.io/min-version: '1.3', "
            "meshgate.io/cipher-suites: ECDHE-RSA-AES128-GCM-SHA256}}}");
  EXPECT_THAT(both.issues, IsEmpty());
  ASSERT_EQ(both.notes.size(), 1u);
  EXPECT_THAT(both.notes[0].message, HasSubstr("has no effect on TLS 1.3"));
}

}  // namespace
}  // namespace meshgate::tls
