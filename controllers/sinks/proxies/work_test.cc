// What one change costs up to what proxies are sent, as exact counts: see
// core/pipeline/work_test.cc.
#include <gtest/gtest.h>

#include <string>

#include "controllers/sinks/xds/translator_stages.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/testing/route_kinds.h"
#include "core/pipeline/testing/work.h"
#include "core/pipeline/translator.h"

namespace meshgate::proxies {
namespace {

using pipeline::world::CommitAndCount;
using pipeline::world::GatewaySpec;
using pipeline::world::SecretSpec;
using pipeline::world::WorkMap;

class WorkTest : public testing::Test {
 protected:
  void Put(const pipeline::world::Spec& spec) {
    translator_.inputs().Put(pipeline::world::Make(spec));
  }

  WorkMap Commit() { return CommitAndCount(translator_.engine()); }

  pipeline::Translator translator_{pipeline::world::Registry(), pipeline::Options()};
  const xds::Resources resources_ = xds::AddStages(translator_, loader::Registry());
};

// One Secret in 1008 listeners of 16 Gateways: it is parsed once, and each Gateway gets one
// resource. No listener, host or route is looked at.
TEST_F(WorkTest, ACertificateOfManyListenersIsRotated) {
  Put(pipeline::world::ClassSpec());
  for (int i = 0; i < 16; ++i) {
    GatewaySpec gateway{.name = "g" + std::to_string(i)};
    for (int j = 0; j < 63; ++j) {
      const std::string name = "l" + std::to_string(j);
      gateway.listeners.push_back({.name = name,
                                   .port = 443,
                                   .protocol = "HTTPS",
                                   .hostname = name + ".example",
                                   .certificates = {{.name = "shared"}}});
    }
    Put(gateway);
  }
  SecretSpec secret{.ns = "infra", .name = "shared"};
  Put(secret);
  Commit();
  ASSERT_EQ(translator_.tables().placements.size(), 16u * 63);
  ASSERT_EQ(resources_.secrets.size(), 16u);

  secret.pair = 1;
  Put(secret);
  EXPECT_EQ(Commit(), (WorkMap{{"certificates", {1, 0, 1, 0, 0}},
                               {"certificate_facts", {1, 1, 1, 0, 0}},
                               {"xds secrets", {16, 0, 16, 0, 0}}}));
  EXPECT_EQ(resources_.secrets.change_count(), 16u);
}

}  // namespace
}  // namespace meshgate::proxies
