#include "controllers/sinks/xds/sink.h"

#include <string>

#include "controllers/sinks/xds/fake_translator.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using pipeline::BackendId;
using pipeline::ObjectId;

constexpr int kGateways = 1000;
const BackendId kShared = {"ns", "shared", 80};

ObjectId GatewayNumber(int i) {
  ObjectId id = FakeTranslator::Gateway();
  id.name = "gw-" + std::to_string(i);
  return id;
}

BackendId OwnBackend(int i) { return {"ns", "own-" + std::to_string(i), 80}; }

// Many Gateways, each with a backend of its own, and two that share one.
class SinkTest : public ::testing::Test {
 protected:
  SinkTest() {
    for (int i = 0; i < kGateways; ++i) {
      translator_.clusters.Put({GatewayNumber(i), OwnBackend(i)}, {""});
    }
    translator_.clusters.Put({GatewayNumber(3), kShared}, {""});
    translator_.clusters.Put({GatewayNumber(4), kShared}, {""});
    EXPECT_EQ(VisitsOfCommit(), 1000u);
  }

  uint64_t VisitsOfCommit(const std::set<ObjectId>& awaited = {}) {
    const uint64_t before = sink_.gateways_visited();
    translator_.engine.Commit();
    sink_.AfterCommit(translator_.engine.version(), awaited);
    return sink_.gateways_visited() - before;
  }
  uint64_t VisitsOfEndpoints(const BackendId& backend) {
    const uint64_t before = sink_.gateways_visited();
    sink_.PutEndpoints({{backend, base::SharedBytes("assignment")}});
    return sink_.gateways_visited() - before;
  }

  FakeTranslator translator_;
  XdsSink sink_{translator_.resources,
                [](const ObjectId&, const Progress&) {}};
};

TEST_F(SinkTest, ACommitVisitsTheGatewaysThatItChanges) {
  EXPECT_EQ(VisitsOfCommit(), 0u);
  translator_.clusters.Put({GatewayNumber(7), OwnBackend(7)}, {"kubernetes.io/h2c"});
  EXPECT_EQ(VisitsOfCommit(), 1u);
  translator_.clusters.Erase({GatewayNumber(7), OwnBackend(7)});
  EXPECT_EQ(VisitsOfCommit(), 1u);
}

TEST_F(SinkTest, ACommitVisitsTheGatewaysThatSomebodyWaitsFor) {
  translator_.clusters.Put({GatewayNumber(7), OwnBackend(7)}, {"kubernetes.io/h2c"});
  EXPECT_EQ(VisitsOfCommit({GatewayNumber(7), GatewayNumber(8)}), 2u);
}

TEST_F(SinkTest, EndpointsVisitTheGatewaysThatHaveTheirCluster) {
  EXPECT_EQ(VisitsOfEndpoints(kShared), 2u);
  EXPECT_EQ(VisitsOfEndpoints(OwnBackend(7)), 1u);
  EXPECT_EQ(VisitsOfEndpoints({"ns", "nobody", 80}), 0u);

  translator_.clusters.Erase({GatewayNumber(3), kShared});
  VisitsOfCommit();
  EXPECT_EQ(VisitsOfEndpoints(kShared), 1u);
  translator_.clusters.Erase({GatewayNumber(4), kShared});
  VisitsOfCommit();
  EXPECT_EQ(VisitsOfEndpoints(kShared), 0u);
}

}  // namespace
}  // namespace meshgate::xds
