#include "core/certificate/details.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/certificate/pair_for_test.h"

namespace meshgate::certificate {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(DetailsTest, NamesIssuerAndDates) {
  const PairForTest pair =
      MakePairForTest({.names = {"a.example", "*.b.example"}, .with_issuer = true});
  const Details details = ReadDetails(pair.chain);
  EXPECT_THAT(details.names, ElementsAre("a.example", "*.b.example"));
  EXPECT_THAT(details.issuer, HasSubstr("O=meshgate test issuer"));
  EXPECT_GT(details.expires_seconds - details.begins_seconds, 7000);
  EXPECT_GT(details.begins_seconds, 1'700'000'000);
}

TEST(DetailsTest, WithoutOtherNamesTheCommonName) {
  const PairForTest pair = MakePairForTest({.names = {}, .common_name = "old.example"});
  const Details details = ReadDetails(pair.chain);
  EXPECT_THAT(details.names, ElementsAre("old.example"));
}

TEST(DetailsTest, NothingOfWhatIsNoCertificate) {
  const Details details = ReadDetails("-----BEGIN CERTIFICATE-----\n");
  EXPECT_TRUE(details.names.empty());
  EXPECT_EQ(details.expires_seconds, 0);
}

}  // namespace
}  // namespace meshgate::certificate
