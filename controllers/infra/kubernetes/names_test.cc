#include "controllers/infra/kubernetes/names.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "core/resource/object_name.h"

namespace meshgate::infra {
namespace {

using resource::ExplainInvalidLabelValue;
using resource::ExplainInvalidName;
using resource::NameRule;

TEST(NamesTest, ALegalServiceNameIsTheGatewaysOwn) {
  for (const std::string& name :
       {std::string("kuma"), std::string("a-1"), std::string(63, 'a')}) {
    EXPECT_EQ(ProxyName(name), name);
    EXPECT_EQ(NameAsLabel(name), name);
  }
}

TEST(NamesTest, OtherNamesAreHashed) {
  EXPECT_EQ(ProxyName("edge.example.com").rfind("edge-example-com-", 0), 0u);
  EXPECT_EQ(ProxyName("1st").rfind("gw-1st-", 0), 0u);
  EXPECT_EQ(NameAsLabel("edge.example.com"), "edge.example.com");
}

// Every name that a Gateway can have.
TEST(NamesTest, NamesAreLegalAndDistinct) {
  std::set<std::string> names, labels;
  std::string cut_at_a_dot(54, 'a');
  cut_at_a_dot[53] = '.';
  const std::string gateways[] = {
      "a.b",  "a-b",  "a.b.c", "1", "1.2.3", std::string(64, 'a'), std::string(253, 'a'),
      std::string(252, 'a') + "b", cut_at_a_dot + std::string(100, 'b'),
      std::string(53, '1') + "." + std::string(30, 'c'), std::string(60, '9') + ".x"};
  for (const std::string& gateway : gateways) {
    ASSERT_EQ(ExplainInvalidName(gateway, NameRule::kDnsSubdomain), "") << gateway;
    EXPECT_EQ(ExplainInvalidName(ProxyName(gateway), NameRule::kDns1035Label), "") << gateway;
    EXPECT_EQ(ExplainInvalidName(BootstrapName(gateway), NameRule::kDnsSubdomain), "") << gateway;
    EXPECT_EQ(ExplainInvalidName(CredentialsName(gateway), NameRule::kDnsSubdomain), "");
    EXPECT_EQ(ExplainInvalidLabelValue(NameAsLabel(gateway)), "") << gateway;
    EXPECT_TRUE(names.insert(ProxyName(gateway)).second) << gateway;
    EXPECT_TRUE(labels.insert(NameAsLabel(gateway)).second) << gateway;
  }
}

}  // namespace
}  // namespace meshgate::infra
