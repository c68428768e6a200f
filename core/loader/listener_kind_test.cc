// The role of plugins that describe listeners: registration, and calls that misbehave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/loader/call_plugin.h"
#include "core/loader/contract.h"
#include "core/loader/registry_builder.h"
#include "core/resource/object.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::loader {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Does what the listener's name says.
class Wishful final : public plugin::ListenerKind {
 public:
  explicit Wishful(std::vector<ir::ListenerProtocol> protocols)
      : protocols_(std::move(protocols)) {}

  plugin::ListenerKindSpec spec() const override { return {protocols_, {}}; }

  ir::ListenerTls Describe(plugin::Node listener, plugin::ListenerIssues& issues) const override {
    const std::string wish(listener["name"].Text());
    if (wish == "throw") throw std::runtime_error("as wished");
    if (wish == "refuse") issues.Refuse("tls.mode", "is refused; leave it out");
    ir::ListenerTls tls;
    tls.certificates.push_back({"tls.certificateRefs[0]", {"", "Secret", "", wish}});
    if (wish == "nameless") tls.certificates[0].object.name = "";
    return tls;
  }

 private:
  std::vector<ir::ListenerProtocol> protocols_;
};

const Wishful kHttps({{.name = "HTTPS", .ends_tls = true}});
const Wishful kUnknown({{.name = "QUIC", .ends_tls = true}});
const Wishful kEndsNothing({{.name = "HTTPS"}});
const Wishful kNothing({});

template <const Wishful& kind>
void Register(plugin::Registrar& registrar) {
  registrar.AddListenerKind(kind);
}

template <const Wishful& kind>
absl::Status AddTo(RegistryBuilder& builder, const std::string& name) {
  return builder.Add({name, "1.0.0", "/" + name + ".so", {}}, plugin::Entry{&Register<kind>});
}

resource::ObjectPtr GatewayWith(const std::string& listener) {
  resource::Decoded decoded = resource::DecodeYaml(
      "{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: {name: edge, "
      "namespace: demo}, spec: {listeners: [{protocol: HTTPS, name: " +
      listener + "}]}}\n");
  return *resource::MakeObject(std::move(decoded.documents.at(0).value), resource::kGateway);
}

class ListenerKindTest : public testing::Test {
 protected:
  ListenerKindTest() {
    RegistryBuilder builder;
    EXPECT_TRUE(AddTo<kHttps>(builder, "one").ok());
    registry_ = std::move(builder).Build();
  }

  DescribedListener Describe(const std::string& listener) {
    const resource::ObjectPtr gateway = GatewayWith(listener);
    return CallDescribe(*registry_.FindListenerKind("HTTPS"), gateway->id(),
                        gateway->spec()["listeners"].item(0));
  }

  Registry registry_;
};

TEST_F(ListenerKindTest, IsFoundByItsProtocol) {
  EXPECT_EQ(registry_.FindListenerKind("HTTPS")->plugin, "one");
  EXPECT_EQ(registry_.FindListenerKind("HTTP"), nullptr);
  EXPECT_THAT(registry_.plugins()[0].roles, ElementsAre("protocol HTTPS"));
}

TEST_F(ListenerKindTest, AProtocolHasOnePlugin) {
  RegistryBuilder builder;
  ASSERT_TRUE(AddTo<kHttps>(builder, "one").ok());
  const std::string error(AddTo<kHttps>(builder, "two").message());
  EXPECT_THAT(error,
              HasSubstr("plugin two (/two.so) registers the protocol HTTPS that plugin one"));
}

TEST_F(ListenerKindTest, OtherProtocolsStopTheStart) {
  RegistryBuilder builder;
  EXPECT_THAT(std::string(AddTo<kUnknown>(builder, "one").message()),
              HasSubstr("for the protocol \"QUIC\"; use HTTPS"));
  EXPECT_THAT(std::string(AddTo<kEndsNothing>(builder, "one").message()),
              HasSubstr("for the protocol HTTPS with another transport or traffic"));
  EXPECT_THAT(std::string(AddTo<kNothing>(builder, "one").message()),
              HasSubstr("without a protocol; name one"));
}

TEST_F(ListenerKindTest, GivesWhatThePluginSays) {
  const DescribedListener described = Describe("a");
  EXPECT_THAT(described.issues, IsEmpty());
  ASSERT_THAT(described.tls.certificates, SizeIs(1));
  EXPECT_EQ(described.tls.certificates[0].object.name, "a");
}

TEST_F(ListenerKindTest, OfARefusedListenerNothingIsKept) {
  const DescribedListener described = Describe("refuse");
  EXPECT_THAT(described.tls.certificates, IsEmpty());
  EXPECT_THAT(described.issues, ElementsAre(Issue{std::string(kUnsupportedValue), "tls.mode",
                                                  "is refused; leave it out"}));
}

TEST_F(ListenerKindTest, AFaultOfThePluginIsAnIssue) {
  const std::pair<std::string, std::string> cases[] = {
      {"throw", "it threw: as wished"},
      {"nameless", "it returned: certificates[0].object.name must be a name"},
  };
  for (const auto& [wish, why] : cases) {
    const DescribedListener described = Describe(wish);
    EXPECT_THAT(described.tls.certificates, IsEmpty());
    ASSERT_THAT(described.issues, SizeIs(1));
    EXPECT_EQ(described.issues[0].reason, kPluginFailed);
    EXPECT_THAT(described.issues[0].message, HasSubstr("Plugin one failed on listener \"" + wish +
                                                       "\" of Gateway demo/edge: " + why));
  }
}

TEST_F(ListenerKindTest, TheContractWantsAnExampleOfEachProtocol) {
  EXPECT_THAT(FindBreaches(registry_, {GatewayWith("a"), GatewayWith("refuse")}), IsEmpty());
  EXPECT_THAT(FindBreaches(registry_, {}),
              ElementsAre("there is no example of a Gateway with a listener of protocol HTTPS; "
                          "add one"));
  EXPECT_THAT(FindBreaches(registry_, {GatewayWith("throw")}),
              ElementsAre(HasSubstr("it threw: as wished")));
}

}  // namespace
}  // namespace meshgate::loader
