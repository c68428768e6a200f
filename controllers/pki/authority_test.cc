#include "controllers/pki/authority.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace meshgate::pki {
namespace {

const Authority::Time kNow = std::chrono::system_clock::from_time_t(1800000000);

X509* Parse(const std::string& pem) {
  BIO* const bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* const certificate = PEM_read_bio_X509(bio, nullptr, nullptr, nullptr);
  BIO_free(bio);
  EXPECT_NE(certificate, nullptr);
  return certificate;
}

// Why a peer that trusts the authority refuses the certificate at this time; "ok" if it does not.
std::string Verify(const Authority& authority, const Credentials& leaf, int purpose,
                   Authority::Time time) {
  X509* const root = Parse(authority.certificate());
  X509* const certificate = Parse(leaf.certificate);
  X509_STORE* const store = X509_STORE_new();
  X509_STORE_add_cert(store, root);
  X509_STORE_CTX* const context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, certificate, nullptr);
  X509_STORE_CTX_set_time(context, 0, std::chrono::system_clock::to_time_t(time));
  X509_STORE_CTX_set_purpose(context, purpose);
  X509_verify_cert(context);
  const std::string result = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
  X509_STORE_CTX_free(context);
  X509_STORE_free(store);
  X509_free(certificate);
  X509_free(root);
  return result;
}

TEST(AuthorityTest, IssuesForServersAndClients) {
  const Authority authority = Authority::Create(kNow);
  const Credentials server = authority.IssueServer({"xds.meshgate.svc", "localhost"});
  EXPECT_EQ(Verify(authority, server, X509_PURPOSE_SSL_SERVER, kNow), "ok");
  EXPECT_NE(Verify(authority, server, X509_PURPOSE_SSL_CLIENT, kNow), "ok");
  X509* const certificate = Parse(server.certificate);
  EXPECT_EQ(X509_check_host(certificate, "localhost", 0, 0, nullptr), 1);
  EXPECT_EQ(X509_check_host(certificate, "other", 0, 0, nullptr), 0);
  X509_free(certificate);

  const Credentials client = authority.IssueClient(ProxyName("shop", "web"));
  EXPECT_EQ(Verify(authority, client, X509_PURPOSE_SSL_CLIENT, kNow), "ok");
  EXPECT_NE(Verify(authority, client, X509_PURPOSE_SSL_SERVER, kNow), "ok");
}

TEST(AuthorityTest, IsValidForTenYearsAndForItsOwn) {
  const Authority authority = Authority::Create(kNow);
  const Credentials client = authority.IssueClient("meshgate://gateway/a/b");
  const auto after = [&](int days) {
    return Verify(authority, client, X509_PURPOSE_SSL_CLIENT, kNow + std::chrono::hours(24 * days));
  };
  EXPECT_EQ(after(3649), "ok");
  EXPECT_EQ(after(3651), "certificate has expired");
  EXPECT_EQ(after(-1), "certificate is not yet valid");
  EXPECT_NE(Verify(Authority::Create(kNow), client, X509_PURPOSE_SSL_CLIENT, kNow), "ok");
}

TEST(AuthorityTest, KnowsItsClients) {
  const Authority authority = Authority::Create(kNow);
  const Credentials client = authority.IssueClient("meshgate://gateway/a/b");
  EXPECT_TRUE(authority.AcceptsClient(client, "meshgate://gateway/a/b", kNow));
  EXPECT_FALSE(authority.AcceptsClient(client, "meshgate://gateway/a/c", kNow));
  EXPECT_FALSE(authority.AcceptsClient(client, "meshgate://gateway/a/b",
                                       kNow + std::chrono::hours(24 * 3630)));
  EXPECT_FALSE(Authority::Create(kNow).AcceptsClient(client, "meshgate://gateway/a/b", kNow));
  const Credentials other = authority.IssueClient("meshgate://gateway/a/b");
  EXPECT_FALSE(authority.AcceptsClient({client.certificate, other.key}, "meshgate://gateway/a/b",
                                       kNow));
  EXPECT_FALSE(authority.AcceptsClient({}, "", kNow));
}

TEST(AuthorityTest, ContinuesFromWhatWasKept) {
  const Authority first = Authority::Create(kNow);
  const absl::StatusOr<Authority> second = Authority::Load(first.credentials());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(Verify(first, second->IssueClient("meshgate://gateway/a/b"), X509_PURPOSE_SSL_CLIENT,
                   kNow),
            "ok");
}

TEST(AuthorityTest, RefusesWhatIsNoAuthority) {
  const Authority authority = Authority::Create(kNow);
  const Credentials leaf = authority.IssueServer({"a"});
  const Credentials other = Authority::Create(kNow).credentials();
  const auto error = [](const Credentials& credentials) {
    return std::string(Authority::Load(credentials).status().message());
  };
  EXPECT_EQ(error({}), "is no PEM certificate with a PEM private key");
  EXPECT_EQ(error({authority.certificate(), "x"}), "is no PEM certificate with a PEM private key");
  EXPECT_EQ(error(leaf), "is no certificate of an authority");
  EXPECT_EQ(error({authority.certificate(), other.key}),
            "has a certificate and a key that do not belong together");
}

TEST(ProxyNameTest, IsReadBack) {
  EXPECT_EQ(ParseProxyName(ProxyName("shop", "web.v1")), (GatewayName{"shop", "web.v1"}));
  for (const char* const other : {"", "meshgate://gateway/", "meshgate://gateway/a",
                                  "meshgate://gateway//b", "meshgate://gateway/a/",
                                  "meshgate://gateway/a/b/c", "spiffe://gateway/a/b"}) {
    EXPECT_EQ(ParseProxyName(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace meshgate::pki
