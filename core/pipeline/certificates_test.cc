// What becomes of the Secrets that HTTPS listeners name: permitted, read, rotated, broken, gone.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/pipeline/last_good.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/translator.h"
#include "core/resource/well_known.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace meshgate::pipeline::world {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const SecretSpec kSecretOne{.ns = "infra", .name = "one"};

class CertificatesTest : public testing::Test {
 protected:
  CertificatesTest() { Start(Registry(), {.assume_acknowledged = true}); }

  void Start(const loader::Registry& registry, Options options) {
    translator_ = std::make_unique<Translator>(registry, std::move(options));
    Put(ClassSpec());
  }

  static GatewaySpec Gateway(std::vector<ListenerSpec> listeners) {
    return {.listeners = std::move(listeners)};
  }
  static ListenerSpec Https(const std::string& name, const std::string& hostname,
                            std::vector<CertificateSpec> certificates) {
    return {.name = name,
            .port = 443,
            .protocol = "HTTPS",
            .hostname = hostname,
            .certificates = std::move(certificates)};
  }

  void Put(const Spec& spec) { translator_->inputs().Put(Make(spec)); }
  void Erase(const Spec& spec) { translator_->inputs().Erase(IdOf(spec)); }
  // As the manager does.
  void Commit() {
    translator_->engine().Commit();
    NoteLastGood(tables().certificates, translator_->inputs());
  }
  Tables& tables() { return translator_->tables(); }

  // "Type=Status Reason" and the message of a condition of the `index`th listener.
  using Said = std::pair<std::string, std::string>;
  Said Say(std::string_view type, size_t index = 0) {
    const auto& document = *tables().statuses.Peek(GatewayId("infra", "gateway"));
    const auto& status = std::get<status::GatewayStatus>(document.status);
    for (const status::Condition& condition : status.listeners.at(index).conditions) {
      if (condition.type != type) continue;
      return {std::string(ToString(condition.status)) + " " + condition.reason, condition.message};
    }
    return {};
  }

  std::vector<std::string> Chains() {
    std::vector<std::string> chains;
    const PortListener* const listener =
        tables().listeners.Peek({GatewayId("infra", "gateway"), ir::Transport::kTcp, 443});
    if (listener == nullptr) return chains;
    for (const PortListener::Chain& chain : listener->chains) {
      std::string text = chain.host.frontend.section + " " + chain.host.hostname;
      for (const ObjectId& secret : chain.certificates) text += " " + secret.ns + "/" + secret.name;
      chains.push_back(text);
    }
    return chains;
  }

  // The chain that is served of a Secret; "" for none.
  std::string Served(const SecretSpec& secret) {
    const Certificate* const certificate = tables().certificates.Peek(IdOf(secret));
    return certificate != nullptr && certificate->pair ? certificate->pair->chain : "";
  }

  std::unique_ptr<Translator> translator_;
};

TEST_F(CertificatesTest, WithoutAPluginTheProtocolIsNotSupported) {
  Start(RegistryOfRoutesOnly(), {});
  Put(Gateway({Https("a", "", {{.name = "one"}})}));
  Put(kSecretOne);
  Commit();
  EXPECT_EQ(Say("Accepted").first, "False UnsupportedProtocol");
  EXPECT_THAT(Chains(), IsEmpty());
  EXPECT_THAT(KindsReadByName(RegistryOfRoutesOnly()), IsEmpty());
  EXPECT_THAT(KindsReadByName(Registry()),
              ElementsAre(resource::kConfigMap, resource::kSecret));
}

TEST_F(CertificatesTest, EachListenerOfAPortIsAChain) {
  Put(Gateway({Https("a", "a.com", {{.name = "one"}, {.name = "two"}, {.name = "one"}}),
               Https("rest", "", {{.name = "two"}})}));
  Put(kSecretOne);
  Put(SecretSpec{.ns = "infra", .name = "two", .pair = 1});
  Commit();
  EXPECT_THAT(Chains(), ElementsAre("a a.com infra/one infra/two", "rest * infra/two"));
  EXPECT_EQ(Say("Programmed").first, "True Programmed");
  EXPECT_EQ(Say("ResolvedRefs").first, "True ResolvedRefs");
  EXPECT_EQ(Say("OverlappingTLSConfig").first, "True OverlappingHostnames");
}

TEST_F(CertificatesTest, OverlappingHostnamesAreSaidWhereTheyAre) {
  Put(Gateway({Https("a", "foo.example.com", {{.name = "one"}}),
               Https("b", "foo.example.org", {{.name = "one"}}),
               Https("c", "*.example.com", {{.name = "one"}})}));
  Put(kSecretOne);
  Commit();
  EXPECT_THAT(Say("OverlappingTLSConfig", 0).second,
              HasSubstr("\"*.example.com\" of listener \"c\""));
  EXPECT_EQ(Say("OverlappingTLSConfig", 1).first, "") << "never said when it is not so";
  EXPECT_EQ(Say("OverlappingTLSConfig", 2).first, "True OverlappingHostnames");
}

TEST_F(CertificatesTest, HttpsAndHttpOnOnePortConflict) {
  Put(Gateway({Https("a", "", {{.name = "one"}}), {.name = "b", .port = 443}}));
  Put(kSecretOne);
  Commit();
  EXPECT_EQ(Say("Accepted", 0).first, "False ProtocolConflict");
  EXPECT_EQ(Say("Accepted", 1).first, "False ProtocolConflict");
}

TEST_F(CertificatesTest, WhatAPluginRefusesIsUnsupported) {
  ListenerSpec passthrough = Https("a", "a.com", {{.name = "one"}});
  passthrough.tls_mode = "Passthrough";
  ListenerSpec throws = Https("b", "b.com", {{.name = "one"}});
  throws.tls_mode = "throw";
  Put(Gateway({passthrough, throws, Https("c", "c.com", {{.name = "one"}})}));
  Put(kSecretOne);
  Commit();
  EXPECT_EQ(Say("Accepted", 0),
            Said("False UnsupportedValue", "tls.mode: the mode is refused; leave it out"));
  EXPECT_EQ(Say("ResolvedRefs", 0).first, "True ResolvedRefs") << "nothing is known of references";
  EXPECT_EQ(Say("Accepted", 1).first, "False PluginFailed");
  EXPECT_THAT(Say("Accepted", 1).second,
              HasSubstr("Plugin test failed on listener \"b\" of Gateway infra/gateway"));
  EXPECT_THAT(Chains(), ElementsAre("c c.com infra/one"));
}

TEST_F(CertificatesTest, OneBadCertificateHurtsNobodyElse) {
  Put(Gateway({Https("a", "a.com", {{.name = "absent"}}), Https("b", "b.com", {{.name = "one"}}),
               Https("c", "c.com", {{.name = "one"}, {.name = "absent"}})}));
  Put(kSecretOne);
  Commit();
  EXPECT_THAT(Chains(), ElementsAre("b b.com infra/one", "c c.com infra/one"));
  EXPECT_EQ(Say("Accepted", 0).first, "True Accepted");
  EXPECT_EQ(Say("Programmed", 0).first, "False Invalid");
  EXPECT_EQ(Say("ResolvedRefs", 0),
            Said("False InvalidCertificateRef",
                 "tls.certificateRefs[0]: Secret infra/absent does not exist; create it or correct "
                 "the name"));
  EXPECT_EQ(Say("Programmed", 1).first, "True Programmed");
  EXPECT_EQ(Say("Programmed", 2).first, "True Programmed") << "one of its certificates is good";
  EXPECT_THAT(Say("ResolvedRefs", 2).second, HasSubstr("tls.certificateRefs[1]: Secret infra/abs"));
}

TEST_F(CertificatesTest, BadReferencesSayWhy) {
  const std::string type = "type kubernetes.io/tls";
  const struct {
    std::vector<CertificateSpec> refs;
    SecretSpec secret;
    std::string message;
  } cases[] = {
      {{}, kSecretOne, "tls.certificateRefs: names no certificate; name a Secret of " + type},
      {{{.name = "one", .kind = "Vault"}},
       kSecretOne,
       "tls.certificateRefs[0]: kind Vault is not supported; name a Secret of " + type},
      {{{.name = "one"}},
       {.ns = "infra", .name = "one", .type = "Opaque"},
       "tls.certificateRefs[0]: Secret infra/one is of type Opaque; make a Secret of " + type},
      {{{.name = "one"}},
       {.ns = "infra", .name = "one", .malformed = true},
       "tls.certificateRefs[0]: Secret infra/one: tls.crt is not PEM; convert it to a text with "
       "-----BEGIN CERTIFICATE-----"},
      {{{.name = "one"}},
       {.ns = "infra", .name = "one", .key_of = 1},
       "tls.certificateRefs[0]: Secret infra/one: tls.key is not the key of the first certificate "
       "of tls.crt; store the two together, the server's certificate before those of its issuers"},
  };
  for (const auto& [refs, secret, message] : cases) {
    Start(Registry(), {.assume_acknowledged = true});
    Put(Gateway({Https("a", "", refs)}));
    Put(secret);
    Commit();
    EXPECT_EQ(Say("ResolvedRefs"), Said("False InvalidCertificateRef", message));
    EXPECT_EQ(Say("Programmed").first, "False Invalid");
    EXPECT_THAT(Chains(), IsEmpty());
  }
}

TEST_F(CertificatesTest, ASecretElsewhereNeedsAGrantBeforeItIsRead) {
  const SecretSpec far{.ns = "certs", .name = "far"};
  const GrantSpec grant{
      .ns = "certs", .name = "g", .from_ns = "infra", .from_kind = "Gateway", .to_kind = "Secret"};
  Put(Gateway({Https("a", "", {{.ns = "certs", .name = "far"}})}));
  Put(far);
  Commit();
  EXPECT_EQ(Say("ResolvedRefs").first, "False RefNotPermitted");
  EXPECT_EQ(tables().certificates.size(), 0u);
  EXPECT_EQ(tables().wanted.size(), 0u);

  Put(grant);
  Commit();
  EXPECT_EQ(Say("ResolvedRefs").first, "True ResolvedRefs");
  EXPECT_THAT(Chains(), ElementsAre("a * certs/far"));
  EXPECT_NE(tables().wanted.Peek(IdOf(far)), nullptr);

  Erase(grant);
  Commit();
  EXPECT_EQ(Say("ResolvedRefs").first, "False RefNotPermitted");
  EXPECT_THAT(Chains(), IsEmpty());
  EXPECT_EQ(translator_->inputs().last_good_certificates.size(), 0u) << "it is forgotten at once";
}

// Gateway API has one reason for several problems; what somebody else must permit comes first.
TEST_F(CertificatesTest, ResolvedRefsTellsAllProblemsUnderOneReason) {
  ListenerSpec listener =
      Https("a", "", {{.name = "absent"}, {.name = "one"}, {.ns = "certs", .name = "far"}});
  listener.kinds = {"HTTPRoute", "TCPRoute", "Unknown"};
  Put(Gateway({listener}));
  Put(kSecretOne);
  Commit();
  EXPECT_EQ(Say("Programmed").first, "True Programmed") << "one certificate is good";
  EXPECT_EQ(Say("ResolvedRefs").first, "False RefNotPermitted");
  const std::string message = Say("ResolvedRefs").second;
  size_t last = 0;
  for (const char* const part : {"certificateRefs[2]: no ReferenceGrant",
                                 "certificateRefs[0]: Secret infra/absent does not exist",
                                 "allowedRoutes.kinds: TCPRoute", "allowedRoutes.kinds: Unknown"}) {
    const size_t at = message.find(part);
    EXPECT_NE(at, std::string::npos) << part;
    EXPECT_GE(at, last) << message;
    last = at;
  }
}

TEST_F(CertificatesTest, ARotationInTwoStepsServesOneOfTheTwoPairs) {
  Put(Gateway({Https("a", "", {{.name = "one"}})}));
  Put(kSecretOne);
  Commit();
  EXPECT_EQ(Served(kSecretOne), PairOf(0).chain);
  SecretSpec key_first = kSecretOne;
  key_first.key_of = 1;
  Put(key_first);
  Commit();
  EXPECT_EQ(Served(kSecretOne), PairOf(0).chain);
  EXPECT_EQ(Say("ResolvedRefs").first, "False InvalidCertificateRef");
  EXPECT_THAT(Say("ResolvedRefs").second,
              HasSubstr("until then the last good certificate is served"));
  EXPECT_EQ(Say("Programmed").first, "True Programmed");
  Commit();
  EXPECT_EQ(Served(kSecretOne), PairOf(0).chain) << "a bad version is never remembered";
  Put(SecretSpec{.ns = "infra", .name = "one", .pair = 1});
  Commit();
  EXPECT_EQ(Served(kSecretOne), PairOf(1).chain);
  EXPECT_EQ(Say("ResolvedRefs").first, "True ResolvedRefs");
  Put(SecretSpec{.ns = "infra", .name = "one", .malformed = true});
  Commit();
  EXPECT_EQ(Served(kSecretOne), PairOf(1).chain) << "the last good one, not the first";
}

TEST_F(CertificatesTest, ADeletedSecretTakesItsCertificateAlong) {
  Put(Gateway({Https("a", "", {{.name = "one"}})}));
  Put(kSecretOne);
  Commit();
  Erase(kSecretOne);
  Commit();
  EXPECT_THAT(Chains(), IsEmpty());
  EXPECT_EQ(Served(kSecretOne), "");
  SecretSpec broken = kSecretOne;
  broken.malformed = true;
  Put(broken);
  Commit();
  EXPECT_EQ(Served(kSecretOne), "") << "nothing of before it was deleted comes back";
  Put(kSecretOne);
  Commit();
  EXPECT_THAT(Chains(), ElementsAre("a * infra/one"));
}

TEST_F(CertificatesTest, WhatIsReadByNameIsUnknownUntilItIsKnown) {
  Start(Registry(), {.assume_acknowledged = true, .reads_by_name = true});
  Put(Gateway({Https("a", "", {{.name = "one"}})}));
  Commit();
  EXPECT_EQ(Say("ResolvedRefs"),
            Said("Unknown Pending",
                 "tls.certificateRefs[0]: Secret infra/one has not been read yet"));
  EXPECT_EQ(Say("Programmed").first, "False Pending");
  EXPECT_THAT(Chains(), IsEmpty());

  translator_->inputs().absent.Put(IdOf(kSecretOne), Absent());
  Commit();
  EXPECT_EQ(Say("ResolvedRefs").first, "False InvalidCertificateRef");
  EXPECT_EQ(Say("Programmed").first, "False Invalid");

  Put(kSecretOne);
  Commit();
  EXPECT_EQ(Say("ResolvedRefs").first, "True ResolvedRefs");
  Erase(kSecretOne);
  Commit();
  EXPECT_EQ(Say("ResolvedRefs").first, "Unknown Pending") << "its absence was taken back";
}

// Gateway API conformance, GatewayWithAttachedRoutes.
TEST_F(CertificatesTest, RoutesAttachToAListenerWithoutACertificate) {
  Put(Gateway({Https("a", "", {{.name = "absent"}})}));
  Put(RouteSpec{.ns = "infra",
                .name = "r",
                .parents = {{.name = "gateway"}},
                .rules = {{.backends = {{.name = "absent"}}}}});
  Commit();
  const auto& document = *tables().statuses.Peek(GatewayId("infra", "gateway"));
  EXPECT_EQ(std::get<status::GatewayStatus>(document.status).listeners[0].attached_routes, 1);
  EXPECT_EQ(tables().hosts.size(), 0u);
  EXPECT_EQ(tables().clusters.size(), 0u);
}

}  // namespace
}  // namespace meshgate::pipeline::world
