#include "core/certificate/key_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "core/certificate/pair_for_test.h"

namespace meshgate::certificate {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string WithCrLf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

TEST(KeyPairTest, TakesWhatServersUse) {
  for (const KeyTypeForTest type : {KeyTypeForTest::kP256, KeyTypeForTest::kP384,
                                    KeyTypeForTest::kP521, KeyTypeForTest::kRsa,
                                    KeyTypeForTest::kEd25519}) {
    const PairForTest made = MakePairForTest({.type = type});
    const Parsed parsed = ParseKeyPair(made.chain, made.key);
    ASSERT_TRUE(parsed.pair) << parsed.error;
    EXPECT_EQ(parsed.pair->chain, made.chain);
    EXPECT_THAT(parsed.pair->key.Reveal().view(), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
    EXPECT_EQ(ParseKeyPair(made.chain, made.key).pair, parsed.pair);
  }
}

TEST(KeyPairTest, KeepsTheOrderOfTheChain) {
  const PairForTest made = MakePairForTest({.with_issuer = true});
  const Parsed parsed = ParseKeyPair(made.chain, made.key);
  ASSERT_TRUE(parsed.pair) << parsed.error;
  EXPECT_EQ(parsed.pair->chain, made.chain);
}

TEST(KeyPairTest, WritesOddTextsAnew) {
  const PairForTest made = MakePairForTest();
  const auto without_end = [](std::string text) { return text.substr(0, text.size() - 1); };
  const std::pair<std::string, std::string> texts[] = {
      {WithCrLf(made.chain), WithCrLf(made.key)},
      {without_end(made.chain), without_end(made.key)},
      {"Subject: a note\n" + made.chain + "\n\n", "\n" + made.key + "\n"},
  };
  for (const auto& [chain, key] : texts) {
    const Parsed parsed = ParseKeyPair(chain, key);
    ASSERT_TRUE(parsed.pair) << parsed.error;
    EXPECT_EQ(parsed.pair->chain, made.chain);
    EXPECT_EQ(parsed.pair, ParseKeyPair(made.chain, made.key).pair);
  }
}

TEST(KeyPairTest, TimeIsNoMatter) {
  const PairForTest expired = MakePairForTest({.expires_in_seconds = -60});
  EXPECT_TRUE(ParseKeyPair(expired.chain, expired.key).pair);
  const PairForTest early = MakePairForTest({.begins_in_seconds = 60});
  EXPECT_TRUE(ParseKeyPair(early.chain, early.key).pair);
}

TEST(KeyPairTest, OneNameIsNeeded) {
  const PairForTest none = MakePairForTest({.names = {}});
  EXPECT_THAT(ParseKeyPair(none.chain, none.key).error, HasSubstr("without a name"));
  const PairForTest common = MakePairForTest({.names = {}, .common_name = "a"});
  EXPECT_TRUE(ParseKeyPair(common.chain, common.key).pair);
}

TEST(KeyPairTest, RefusesWhatBoringSslDoesNotRead) {
  const auto error = [](const PairOptionsForTest& options) {
    const PairForTest made = MakePairForTest(options);
    return ParseKeyPair(made.chain, made.key).error;
  };
  EXPECT_THAT(error({.key_usage = "keyAgreement"}), HasSubstr("digitalSignature"));
  EXPECT_EQ(error({.key_usage = "digitalSignature,keyCertSign"}), "");
  EXPECT_EQ(error({.type = KeyTypeForTest::kRsa, .key_usage = "keyEncipherment"}), "");
  EXPECT_THAT(error({.explicit_curve = true}), HasSubstr("name the curve"));
  EXPECT_THAT(error({.type = KeyTypeForTest::kRsa, .exponent = (1ul << 36) + 1}),
              HasSubstr("large public exponent"));
  EXPECT_EQ(error({.type = KeyTypeForTest::kRsa, .exponent = 3}), "");
}

TEST(KeyPairTest, TellsWhatIsWrong) {
  const PairForTest good = MakePairForTest();
  const PairForTest other = MakePairForTest();
  const PairForTest issued = MakePairForTest({.with_issuer = true});
  const size_t second = issued.chain.find("-----BEGIN", 10);
  const auto of_type = [](KeyTypeForTest type) { return MakePairForTest({.type = type}); };
  std::string broken = good.chain;
  broken.replace(60, 8, "AAAAAAAA");
  std::string broken_key = good.key;
  broken_key.replace(40, 8, "AAAAAAAA");
  const PairForTest small = MakePairForTest({.type = KeyTypeForTest::kRsa, .rsa_bits = 1024});
  const struct {
    std::string chain;
    std::string key;
    Part part;
    std::string error;
  } cases[] = {
      {"", good.key, Part::kCertificate, "is empty; put a PEM text into it"},
      {good.chain, " \n", Part::kKey, "is empty; put a PEM text into it"},
      {"hello", good.key, Part::kCertificate, "is not PEM; convert"},
      {ToDerForTest(good.chain), good.key, Part::kCertificate, "is DER, but PEM is expected"},
      {"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==", good.key, Part::kCertificate,
       "is PEM in base64 twice over, but PEM is expected"},
      {good.key, good.key, Part::kCertificate, "holds no certificate"},
      {good.chain, good.chain, Part::kKey, "holds no private key"},
      {broken, good.key, Part::kCertificate, "has a malformed certificate, number 1 of the chain"},
      {good.chain + broken, good.key, Part::kCertificate,
       "has a malformed certificate, number 2 of the chain"},
      {good.chain, broken_key, Part::kKey, "is malformed"},
      {good.chain, good.key.substr(0, 90), Part::kKey, "is malformed"},
      {good.chain, other.key, Part::kKey, "is not the key of the first certificate"},
      {issued.chain.substr(second) + issued.chain.substr(0, second), issued.key, Part::kKey,
       "is not the key of the first certificate"},
      {good.chain, EncryptKeyForTest(good.key), Part::kKey, "is encrypted"},
      {small.chain, small.key, Part::kKey, "is an RSA key of 1024 bits; use at least 2048"},
      {of_type(KeyTypeForTest::kSecp256k1).chain, of_type(KeyTypeForTest::kSecp256k1).key,
       Part::kKey, "on the curve \"secp256k1\"; use P-256, P-384 or P-521"},
      {of_type(KeyTypeForTest::kRsaPss).chain, of_type(KeyTypeForTest::kRsaPss).key, Part::kKey,
       "of a type that is not supported; use RSA, ECDSA or Ed25519"},
      {good.chain + std::string(kMaxPemBytes, '\n'), good.key, Part::kCertificate,
       "is larger than 256 KiB"},
  };
  for (const auto& [chain, key, part, error] : cases) {
    const Parsed parsed = ParseKeyPair(chain, key);
    EXPECT_FALSE(parsed.pair) << error;
    EXPECT_EQ(parsed.part, part) << error;
    EXPECT_THAT(parsed.error, HasSubstr(error));
    EXPECT_THAT(parsed.error, HasSubstr("; ")) << "there is a way out";
  }
}

// Its tls.crt is "MIIEOzCCAyO...": base64 of DER, where PEM is meant.
TEST(KeyPairTest, TheRedactedSecretOfTheDocumentation) {
  const Parsed parsed = ParseKeyPair("\x30\x82\x04\x3b\x30\x82\x03\x23", "\x30\x82\x04\xa3");
  EXPECT_FALSE(parsed.pair);
  EXPECT_EQ(parsed.error,
            "is DER, but PEM is expected; convert it to a text with -----BEGIN CERTIFICATE-----");
}

TEST(KeyPairTest, RefusesWhatNeedsAnOcspAnswer) {
  const PairForTest made = MakePairForTest({.must_staple = true});
  EXPECT_THAT(ParseKeyPair(made.chain, made.key).error, HasSubstr("must staple"));
}

}  // namespace
}  // namespace meshgate::certificate
