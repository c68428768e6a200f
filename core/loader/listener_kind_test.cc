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

  plugin::ListenerKindSpec spec() const override { return {protocols_, {}, {{"", "Secret"}}}; }

  std::vector<ir::Reference> References(const plugin::Object&, plugin::Node listener,
                                        plugin::Issues& issues) const override {
    const std::string wish(listener["name"].Text());
    if (wish == "throw") throw std::runtime_error("as wished");
    if (wish == "refuse") issues.Refuse("tls.mode", "is refused; leave it out");
    const std::string name = wish == "nameless" ? "" : wish;
    return {{{"", "Secret", "", name}, "tls.certificateRefs[0]"}};
  }

  ir::ListenerTls Build(const plugin::Object&, plugin::Node listener,
                        plugin::ResolvedReferences resolved,
                        plugin::Issues& issues) const override {
    const std::string wish(listener["name"].Text());
    if (wish == "throw later") throw std::runtime_error("as wished");
    if (wish == "refuse later") issues.Refuse("tls.certificateRefs", "one is too few; name two");
    if (wish == "note") issues.Note("tls.options", "are ignored");
    ir::ListenerTls tls;
    if (resolved[0].certificate) tls.certificates.push_back(0);
    if (wish == "twice") tls.certificates = {0, 0};
    if (wish == "beyond") tls.certificates = {1};
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

  References Refer(const std::string& listener) {
    const resource::ObjectPtr gateway = GatewayWith(listener);
    return CallReferences(*registry_.FindListenerKind("HTTPS"),
                          {*gateway, gateway->spec()["listeners"].item(0)});
  }
  Built<ir::ListenerTls> Build(const std::string& listener, bool certificate = true) {
    const resource::ObjectPtr gateway = GatewayWith(listener);
    return CallBuild(*registry_.FindListenerKind("HTTPS"),
                     {*gateway, gateway->spec()["listeners"].item(0)},
                     {{.object = nullptr, .certificate = certificate}});
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
  const References references = Refer("a");
  EXPECT_THAT(references.issues, IsEmpty());
  ASSERT_THAT(references.fragment, SizeIs(1));
  EXPECT_EQ(references.fragment[0].object.name, "a");
  EXPECT_EQ(Build("a"), (Built<ir::ListenerTls>{{{0}, {}}}));
  EXPECT_EQ(Build("a", /*certificate=*/false), Built<ir::ListenerTls>());
  EXPECT_THAT(Build("note").notes, ElementsAre(Issue{"", "tls.options", "are ignored"}));
}

TEST_F(ListenerKindTest, OfARefusedListenerNothingIsKept) {
  EXPECT_EQ(Refer("refuse"),
            (References{{}, {{std::string(kInvalid), "tls.mode", "is refused; leave it out"}}}));
  EXPECT_EQ(Build("refuse later"),
            (Built<ir::ListenerTls>{
                {}, {{std::string(kInvalid), "tls.certificateRefs", "one is too few; name two"}}}));
}

TEST_F(ListenerKindTest, AFaultOfThePluginIsAnIssue) {
  const auto expect = [](const auto& said, const std::string& wish, const std::string& why) {
    ASSERT_THAT(said.issues, SizeIs(1)) << wish;
    EXPECT_EQ(said.issues[0].reason, kPluginFailed) << wish;
    EXPECT_THAT(said.issues[0].message, HasSubstr("Plugin one failed on listener \"" + wish +
                                                  "\" of Gateway demo/edge: " + why));
  };
  expect(Refer("throw"), "throw", "it threw: as wished");
  expect(Refer("nameless"), "nameless", "it returned: references[0].object.name must be a name");
  expect(Build("throw later"), "throw later", "it threw: as wished");
  for (const char* wish : {"twice", "beyond"}) {
    expect(Build(wish), wish, "it returned: certificates must be places of references");
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
