#include "core/resource/kind.h"

#include <string>

#include "absl/hash/hash.h"
#include "core/resource/object_id.h"
#include "core/resource/well_known.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

TEST(KindTest, EqualContentIsOneKind) {
  EXPECT_EQ(Kind::Of("gateway.networking.k8s.io", "Gateway"), kGateway);
  EXPECT_NE(Kind::Of("", "Gateway"), kGateway);
  EXPECT_EQ(Kind::Of("", ""), Kind());
  EXPECT_FALSE(Kind());
  EXPECT_EQ(absl::Hash<Kind>()(Kind::Of(std::string("a"), "b")),
            absl::Hash<Kind>()(Kind::Of("a", std::string("b"))));
}

TEST(KindTest, OrderIsByGroupThenKindWhateverWasInternedFirst) {
  const Kind late = Kind::Of("z.example", "A");
  const Kind early = Kind::Of("b.example", "Z");
  const Kind earliest = Kind::Of("b.example", "A");
  EXPECT_LT(Kind(), earliest);
  EXPECT_LT(earliest, early);
  EXPECT_LT(early, late);
}

TEST(KindTest, TextNamesTheGroupUnlessItIsTheCoreGroup) {
  EXPECT_EQ(ToString(kGateway), "Gateway.gateway.networking.k8s.io");
  EXPECT_EQ(ToString(kService), "Service");
}

TEST(KindTest, Plurals) {
  EXPECT_EQ(Plural(kGateway), "Gateways");
  EXPECT_EQ(Plural(kGatewayClass), "GatewayClasses");
  EXPECT_EQ(Plural(Kind::Of("g.io", "Policy")), "Policies");
}

TEST(ObjectIdTest, AnObjectWithoutANamespaceHasNoSlashInItsName) {
  EXPECT_EQ(NamespacedName(ObjectId{kGateway, "a", "z"}), "a/z");
  EXPECT_EQ(NamespacedName(ObjectId{kGatewayClass, "", "a"}), "a");
}

TEST(ObjectIdTest, OrderIsByKindNamespaceName) {
  const ObjectId a{kGateway, "a", "z"};
  const ObjectId b{kGateway, "b", "a"};
  const ObjectId c{kGatewayClass, "", "a"};
  EXPECT_LT(a, b);
  EXPECT_LT(b, c);
  EXPECT_EQ(ToString(a), "Gateway a/z");
  EXPECT_EQ(ToString(c), "GatewayClass a");
}

}  // namespace
}  // namespace meshgate::resource
