#include "core/attach/reference_grant.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/resource/kind.h"
#include "core/resource/object.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::attach {
namespace {

using resource::Kind;
using resource::kSecret;
using resource::kService;

const Kind kHttpRoute = Kind::Of("gateway.networking.k8s.io", "HTTPRoute");

ReferenceGrant Parse(std::string_view text) {
  resource::Decoded decoded = resource::DecodeYaml(text);
  EXPECT_EQ(decoded.documents.size(), 1u);
  const absl::StatusOr<resource::ObjectPtr> object =
      resource::MakeObject(std::move(decoded.documents.at(0).value), resource::kReferenceGrant);
  EXPECT_TRUE(object.ok()) << object.status();
  return ParseReferenceGrant(**object);
}

class ReferenceGrantTest : public testing::Test {
 protected:
  const ReferenceGrant grant_ = Parse(R"(
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: grant, namespace: backends}
spec:
  from:
  - {group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: routes}
  - {group: gateway.networking.k8s.io, kind: Gateway, namespace: edge}
  - {group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: edge}
  to:
  - {group: "", kind: Service, name: echo}
  - {group: "", kind: Secret}
)");
};

TEST_F(ReferenceGrantTest, ParsesItsLists) {
  EXPECT_EQ(grant_, (ReferenceGrant{
                        .from = {{kHttpRoute, "routes"},
                                 {resource::kGateway, "edge"},
                                 {kHttpRoute, "edge"}},
                        .to = {{kService, "echo"}, {kSecret, ""}},
                    }));
}

TEST_F(ReferenceGrantTest, PermitsEveryListedSourceToReachEveryListedTarget) {
  EXPECT_TRUE(Permits(grant_, kHttpRoute, "routes", kService, "echo"));
  EXPECT_TRUE(Permits(grant_, resource::kGateway, "edge", kSecret, "any"));
  EXPECT_TRUE(Permits(grant_, kHttpRoute, "edge", kSecret, "other"));
}

TEST_F(ReferenceGrantTest, RefusesAWrongNamespaceKindGroupOrName) {
  EXPECT_FALSE(Permits(grant_, kHttpRoute, "elsewhere", kService, "echo"));
  EXPECT_FALSE(Permits(grant_, kHttpRoute, "backends", kService, "echo"));
  EXPECT_FALSE(Permits(grant_, resource::kGateway, "routes", kService, "echo"));
  EXPECT_FALSE(Permits(grant_, Kind::Of("other.group", "HTTPRoute"), "routes", kService, "echo"));
  EXPECT_FALSE(Permits(grant_, kHttpRoute, "routes", kService, "other"));
  EXPECT_FALSE(Permits(grant_, kHttpRoute, "routes", resource::kConfigMap, "echo"));
  EXPECT_FALSE(Permits(grant_, kHttpRoute, "routes", Kind::Of("other.group", "Service"), "echo"));
}

TEST_F(ReferenceGrantTest, WithoutSourcesOrTargetsPermitsNothing) {
  ReferenceGrant no_source = grant_;
  no_source.from.clear();
  EXPECT_FALSE(Permits(no_source, kHttpRoute, "routes", kService, "echo"));
  ReferenceGrant no_target = grant_;
  no_target.to.clear();
  EXPECT_FALSE(Permits(no_target, kHttpRoute, "routes", kService, "echo"));
}

TEST_F(ReferenceGrantTest, NamesEachTrustedNamespaceOnce) {
  EXPECT_EQ(GrantedNamespaces(grant_), (std::vector<std::string>{"edge", "routes"}));
}

}  // namespace
}  // namespace meshgate::attach
