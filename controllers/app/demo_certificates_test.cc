#include "controllers/app/demo_certificates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/certificate/details.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using pipeline::world::GatewaySpec;
using pipeline::world::ListenerSpec;
using pipeline::world::SecretSpec;
using resource::ObjectId;
using testing::ElementsAre;
using testing::IsEmpty;

const ObjectId kSecret = {resource::kSecret, "infra", "s"};

class DemoCertificatesTest : public testing::Test {
 protected:
  DemoCertificatesTest() { Put(pipeline::world::ClassSpec()); }

  // As the manager does with what a provider gives.
  void Put(const pipeline::world::Spec& spec) {
    provider::Batch batch;
    batch.put.push_back(pipeline::world::Make(spec));
    demo_.Read(batch);
    translator_.inputs().Put(batch.put.front());
    Commit();
  }
  void Erase(const pipeline::world::Spec& spec) {
    provider::Batch batch;
    batch.erased.push_back(pipeline::world::IdOf(spec));
    demo_.Read(batch);
    translator_.inputs().Erase(batch.erased.front());
    Commit();
  }
  void Commit() {
    do {
      translator_.engine().Commit();
      ++commits_;
    } while (demo_.AfterCommit({}));
  }

  static GatewaySpec Gateway(const std::string& hostname, const std::string& ns = "") {
    return {.listeners = {{.name = "a",
                           .port = 443,
                           .protocol = "HTTPS",
                           .hostname = hostname,
                           .certificates = {{.ns = ns, .name = "s"}}}}};
  }

  // Of what is served of the Secret; none where nothing is.
  std::vector<std::string> Names(const ObjectId& secret = kSecret) {
    const auto* const certificate = translator_.tables().certificates.Peek(secret);
    if (certificate == nullptr || !certificate->pair) return {};
    return certificate::ReadDetails(certificate->pair->chain).names;
  }

  pipeline::Translator translator_{pipeline::world::Registry(), pipeline::Options()};
  DemoCertificates demo_{translator_};
  int commits_ = 0;
};

TEST_F(DemoCertificatesTest, AMissingSecretIsMadeForTheHostnamesOfItsListeners) {
  Put(Gateway("a.example"));
  EXPECT_THAT(Names(), ElementsAre("a.example"));
  const int before = commits_;
  Put(Gateway("*.b.example"));
  EXPECT_THAT(Names(), ElementsAre("*.b.example"));
  EXPECT_EQ(commits_ - before, 2) << "it comes to rest";
  Put(Gateway(""));
  EXPECT_THAT(Names(), ElementsAre("localhost"));
  Erase(Gateway(""));
  EXPECT_EQ(translator_.inputs().at(resource::kSecret).Peek(kSecret), nullptr);
}

TEST_F(DemoCertificatesTest, ARealSecretTakesItsPlaceWhileItIsThere) {
  const SecretSpec real{.ns = "infra", .name = "s"};
  Put(Gateway("a.example"));
  Put(real);
  EXPECT_THAT(Names(), ElementsAre("example.com")) << "as tests make them";
  Put(Gateway("b.example"));
  EXPECT_THAT(Names(), ElementsAre("example.com"));
  Erase(real);
  EXPECT_THAT(Names(), ElementsAre("b.example"));
}

TEST_F(DemoCertificatesTest, ASecretThatMayNotBeReadIsNotMade) {
  Put(Gateway("a.example", "certs"));
  const ObjectId elsewhere = {resource::kSecret, "certs", "s"};
  EXPECT_EQ(translator_.inputs().at(resource::kSecret).Peek(elsewhere), nullptr);
  EXPECT_THAT(Names(elsewhere), IsEmpty());
}

}  // namespace
}  // namespace meshgate::app
