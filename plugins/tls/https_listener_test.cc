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

using testing::IsEmpty;

// `listener` is YAML in flow style.
loader::DescribedListener Describe(const std::string& listener) {
  static const HttpsListener implementation;
  static const loader::ListenerKind kind = {implementation.spec(), &implementation, "tls"};
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
  return loader::CallDescribe(kind, (*object)->id(), (*object)->spec()["listeners"].item(0));
}

TEST(HttpsListenerTest, DescribesCertificates) {
  const loader::DescribedListener described = Describe(R"({name: a, tls: {certificateRefs: [
    {name: one}, {group: example.com, kind: Vault, name: two, namespace: certs}]}})");
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_EQ(described.tls,
            (ir::ListenerTls{
                {{"tls.certificateRefs[0]", {"", "Secret", "", "one"}},
                 {"tls.certificateRefs[1]", {"example.com", "Vault", "certs", "two"}}}}));
}

TEST(HttpsListenerTest, DescribesAListenerWithoutAnything) {
  for (const char* const listener : {"{}", "{tls: {}}", "{tls: {mode: Terminate, options: {}}}"}) {
    EXPECT_EQ(Describe(listener), loader::DescribedListener()) << listener;
  }
}

TEST(HttpsListenerTest, RefusesWhatItCannotDo) {
  const loader::DescribedListener described =
      Describe("{tls: {mode: Passthrough, options: {example.com/a: b}}}");
  ASSERT_EQ(described.issues.size(), 2u);
  EXPECT_EQ(described.issues[0].field, "tls.mode");
  EXPECT_EQ(described.issues[1].field, "tls.options");
  EXPECT_THAT(described.tls.certificates, IsEmpty());
}

}  // namespace
}  // namespace meshgate::tls
