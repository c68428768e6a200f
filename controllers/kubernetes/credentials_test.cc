#include "controllers/kubernetes/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

namespace meshgate::kubernetes {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

const Credentials::Time kNow = std::chrono::system_clock::from_time_t(1800000000);

std::string Write(const std::string& name, const std::string& text) {
  const std::string path = testing::TempDir() + "/" + name;
  std::ofstream(path) << text;
  return path;
}

std::string TokenAt(Credentials& credentials, Credentials::Time time) {
  const absl::StatusOr<Proof> proof = credentials.Get(time);
  return proof.ok() ? proof->token : std::string(proof.status().message());
}

TEST(CredentialsTest, AreWhatTheAccessGives) {
  Access access;
  access.token = "t";
  access.certificate = "c";
  access.key = "k";
  EXPECT_EQ(*Credentials(access).Get(kNow), (Proof{"t", "c", "k"}));
}

TEST(CredentialsTest, ATokenFileIsReadAgain) {
  Access access;
  access.token_file = Write("token", "one\n");
  Credentials credentials(access);
  EXPECT_EQ(TokenAt(credentials, kNow), "one");
  Write("token", "two");
  EXPECT_EQ(TokenAt(credentials, kNow + seconds(30)), "one");
  EXPECT_EQ(TokenAt(credentials, kNow + seconds(61)), "two");
  Write("token", "three");
  credentials.Refuse();
  EXPECT_EQ(TokenAt(credentials, kNow + seconds(62)), "three");
  Write("token", "");
  EXPECT_THAT(TokenAt(credentials, kNow + seconds(200)), HasSubstr(access.token_file));
}

// A program that counts its calls in a file and prints what the test wants.
Access WithProgram(const std::string& script) {
  Access access;
  const std::string path = Write("plugin.sh", "#!/bin/sh\n" + script);
  chmod(path.c_str(), 0700);
  access.exec = ExecPlugin{"client.authentication.k8s.io/v1", path, {"word"}, {{"WHO", "me"}}};
  return access;
}

TEST(CredentialsTest, AnExecPluginIsAskedAgainWhenItsAnswerExpires) {
  const std::string count = testing::TempDir() + "/count";
  std::remove(count.c_str());
  Credentials credentials(WithProgram(
      "echo x >> " + count + "\n" +
      R"(echo "{\"status\": {\"token\": \"$1-$WHO-$(wc -l < )" + count +
      R"()\", \"expirationTimestamp\": \"2027-01-15T08:00:30Z\"}}")"));
  const auto expires = std::chrono::system_clock::from_time_t(1800000030);
  EXPECT_EQ(TokenAt(credentials, kNow), "word-me-1");
  EXPECT_EQ(TokenAt(credentials, expires - seconds(20)), "word-me-1");
  EXPECT_EQ(TokenAt(credentials, expires - seconds(5)), "word-me-2");
}

TEST(CredentialsTest, ProgramsThatFailAreNamed) {
  for (const char* const script : {"exit 1", "echo nonsense", "echo '{}'", "echo '{\"status\":{}}'",
                                   "yes", "kill -9 $$"}) {
    Credentials credentials(WithProgram(script));
    const absl::Status status = credentials.Get(kNow).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << script;
    EXPECT_THAT(std::string(status.message()), HasSubstr("plugin.sh")) << script;
  }
  Access missing;
  missing.exec = ExecPlugin{"client.authentication.k8s.io/v1", "no-such-program", {}, {}};
  EXPECT_THAT(std::string(Credentials(missing).Get(kNow).status().message()),
              HasSubstr("no-such-program cannot be started; install it"));
}

TEST(ParseExecCredentialTest, TakesCertificates) {
  const auto answer = ParseExecCredential(
      R"({"status": {"clientCertificateData": "c", "clientKeyData": "k"}})");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->proof, (Proof{"", "c", "k"}));
  EXPECT_EQ(answer->expires, std::nullopt);
  EXPECT_FALSE(ParseExecCredential(R"({"status": {"clientCertificateData": "c"}})").ok());
  EXPECT_FALSE(
      ParseExecCredential(R"({"status": {"token": "t", "expirationTimestamp": "x"}})").ok());
}

}  // namespace
}  // namespace meshgate::kubernetes
