#include "controllers/app/demo_services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/resource/schema_catalog.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class DemoServicesTest : public testing::Test {
 protected:
  void Put(const std::string& yaml) {
    batch_.put.push_back(
        *schemas_.Admit(resource::DecodeYaml(yaml).documents.front().value).object);
  }
  void PutService(const std::string& ports) {
    Put("{apiVersion: v1, kind: Service, metadata: {name: a, namespace: demo}, spec: {ports: " +
        ports + "}}");
  }
  void PutSlice() {
    Put("{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, endpoints: [], "
        "metadata: {name: a-1, namespace: demo, labels: {kubernetes.io/service-name: a}}}");
  }
  // "+80" for an override, "-80" for its end.
  std::vector<std::string> Apply() {
    services_.Read(std::exchange(batch_, {}));
    return std::exchange(overrides_, {});
  }

  resource::SchemaCatalog schemas_;
  provider::Batch batch_;
  std::vector<std::string> overrides_;
  DemoServices services_{
      {{"demo", "a", 9999}}, [this](const pipeline::BackendId& backend, auto address) {
        overrides_.push_back((address ? "+" : "-") + std::to_string(backend.port));
      }};
};

TEST_F(DemoServicesTest, ServesEveryPortThatNobodyElseServes) {
  PutService("[{name: a, port: 80}, {name: b, port: 81}, {name: c, port: 9999}]");
  EXPECT_THAT(Apply(), ElementsAre("+80", "+81"));
  PutService("[{name: b, port: 81}]");
  EXPECT_THAT(Apply(), ElementsAre("-80", "+81"));
  batch_.erased.push_back({resource::kService, "demo", "a"});
  EXPECT_THAT(Apply(), ElementsAre("-81"));
}

TEST_F(DemoServicesTest, ServesNoPortOfAnotherProtocol) {
  PutService("[{name: a, port: 80}, {name: b, port: 53, protocol: UDP}]");
  EXPECT_THAT(Apply(), ElementsAre("+80"));
}

TEST_F(DemoServicesTest, GivesWayToAnEndpointSlice) {
  PutSlice();
  PutService("[{port: 80}]");
  EXPECT_THAT(Apply(), IsEmpty());
  batch_.erased.push_back({resource::kEndpointSlice, "demo", "a-1"});
  EXPECT_THAT(Apply(), ElementsAre("+80"));
  PutSlice();
  EXPECT_THAT(Apply(), ElementsAre("-80"));
}

}  // namespace
}  // namespace meshgate::app
