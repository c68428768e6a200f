#include "controllers/pki/authority.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <utility>

#include "core/base/check.h"
#include "core/certificate/openssl.h"

namespace meshgate::pki {
namespace {

constexpr std::string_view kScheme = "meshgate://gateway/";
constexpr int64_t kValidDays = 3650;
constexpr int64_t kLeadDays = 30;
constexpr int64_t kSecondsPerDay = 24 * 60 * 60;

using openssl::Bio;
using openssl::Certificate;
using openssl::Extension;
using openssl::Freer;
using openssl::Key;
using openssl::TextOf;

std::string ToPem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  MG_CHECK(PEM_write_bio_X509(bio.get(), certificate) == 1, "a certificate can be written");
  return TextOf(bio.get());
}

std::string ToPem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_secmem()));
  const int written =
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  MG_CHECK(written == 1, "a key can be written");
  return TextOf(bio.get());
}

// Null when it is none. Without a callback OpenSSL would ask the terminal for a password.
Key ParseKey(const std::string& pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const auto no_password = [](char*, int, int, void*) { return 0; };
  return Key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
}

// The first URI among the names of a certificate.
std::string UriOf(X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, Freer<GENERAL_NAMES_free>> names(
      static_cast<GENERAL_NAMES*>(
          X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* uri = name->d.uniformResourceIdentifier;
    return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                       static_cast<size_t>(ASN1_STRING_length(uri)));
  }
  return "";
}

Key NewKey() {
  Key key(EVP_EC_gen("P-256"));
  MG_CHECK(key != nullptr, "OpenSSL makes P-256 keys");
  return key;
}

void AddExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  MG_CHECK(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1,
           "the texts of extensions are our own");
}

void SetSerial(X509* certificate) {
  unsigned char bytes[16];
  MG_CHECK(RAND_bytes(bytes, sizeof(bytes)) == 1, "OpenSSL has random bytes");
  bytes[0] &= 0x7f;  // positive
  BIGNUM* number = BN_bin2bn(bytes, sizeof(bytes), nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
  BN_free(number);
}

Certificate NewCertificate(const std::string& common_name, EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  SetSerial(certificate.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  X509_set_pubkey(certificate.get(), key);
  return certificate;
}

void Sign(X509* certificate, EVP_PKEY* key) {
  MG_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0, "an authority can sign");
}

bool IsGatewayPart(std::string_view part) {
  return !part.empty() && part.find('/') == std::string_view::npos;
}

}  // namespace

std::string ProxyName(std::string_view ns, std::string_view name) {
  return std::string(kScheme).append(ns).append("/").append(name);
}

std::optional<GatewayName> ParseProxyName(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::nullopt;
  uri.remove_prefix(kScheme.size());
  const size_t slash = uri.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const std::string_view ns = uri.substr(0, slash);
  const std::string_view name = uri.substr(slash + 1);
  if (!IsGatewayPart(ns) || !IsGatewayPart(name)) return std::nullopt;
  return GatewayName{std::string(ns), std::string(name)};
}

struct Authority::Parsed {
  Key key;
  Certificate certificate;

  Credentials Issue(const std::string& common_name, const std::string& alternative_names,
                    const std::string& usage) const {
    const Key leaf_key = NewKey();
    const Certificate leaf = NewCertificate(common_name, leaf_key.get());
    X509_set1_notBefore(leaf.get(), X509_get0_notBefore(certificate.get()));
    X509_set1_notAfter(leaf.get(), X509_get0_notAfter(certificate.get()));
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(certificate.get()));
    AddExtension(leaf.get(), certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    AddExtension(leaf.get(), certificate.get(), NID_key_usage, "critical,digitalSignature");
    AddExtension(leaf.get(), certificate.get(), NID_ext_key_usage, usage);
    AddExtension(leaf.get(), certificate.get(), NID_subject_alt_name, alternative_names);
    AddExtension(leaf.get(), certificate.get(), NID_authority_key_identifier, "keyid");
    Sign(leaf.get(), key.get());
    return {ToPem(leaf.get()), ToPem(leaf_key.get())};
  }
};

Authority::Authority(Credentials credentials, std::unique_ptr<Parsed> parsed)
    : credentials_(std::move(credentials)), parsed_(std::move(parsed)) {}
Authority::Authority(Authority&&) noexcept = default;
Authority& Authority::operator=(Authority&&) noexcept = default;
Authority::~Authority() = default;

Authority Authority::Create(Time now) {
  auto parsed = std::make_unique<Parsed>();
  parsed->key = NewKey();
  parsed->certificate = NewCertificate("meshgate", parsed->key.get());
  X509* const root = parsed->certificate.get();
  const time_t start = std::chrono::system_clock::to_time_t(now) - 60 * 60;
  ASN1_TIME_set(X509_getm_notBefore(root), start);
  ASN1_TIME_set(X509_getm_notAfter(root), start + kValidDays * kSecondsPerDay);
  X509_set_issuer_name(root, X509_get_subject_name(root));
  AddExtension(root, root, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(root, root, NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(root, root, NID_subject_key_identifier, "hash");
  Sign(root, parsed->key.get());
  Credentials credentials{ToPem(root), ToPem(parsed->key.get())};
  return Authority(std::move(credentials), std::move(parsed));
}

absl::StatusOr<Authority> Authority::Load(const Credentials& credentials) {
  auto parsed = std::make_unique<Parsed>();
  const Bio certificate(BIO_new_mem_buf(credentials.certificate.data(),
                                        static_cast<int>(credentials.certificate.size())));
  parsed->certificate.reset(PEM_read_bio_X509(certificate.get(), nullptr, nullptr, nullptr));
  parsed->key = ParseKey(credentials.key);
  if (!parsed->certificate || !parsed->key) {
    return absl::InvalidArgumentError("is no PEM certificate with a PEM private key");
  }
  if (X509_check_ca(parsed->certificate.get()) != 1) {
    return absl::InvalidArgumentError("is no certificate of an authority");
  }
  if (X509_check_private_key(parsed->certificate.get(), parsed->key.get()) != 1) {
    return absl::InvalidArgumentError("has a certificate and a key that do not belong together");
  }
  return Authority(credentials, std::move(parsed));
}

Credentials Authority::IssueServer(const std::vector<std::string>& dns_names) const {
  MG_CHECK(!dns_names.empty(), "a server has a name");
  std::string names;
  for (const std::string& name : dns_names) {
    names.append(names.empty() ? "DNS:" : ",DNS:").append(name);
  }
  return parsed_->Issue("meshgate xDS", names, "serverAuth");
}

bool Authority::AcceptsClient(const Credentials& credentials, const std::string& uri,
                              Time now) const {
  const Bio bio(BIO_new_mem_buf(credentials.certificate.data(),
                                static_cast<int>(credentials.certificate.size())));
  const Certificate leaf(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (!leaf || X509_verify(leaf.get(), parsed_->key.get()) != 1) return false;
  time_t soon = std::chrono::system_clock::to_time_t(now) + kLeadDays * kSecondsPerDay;
  if (X509_cmp_time(X509_get0_notAfter(leaf.get()), &soon) <= 0) return false;
  const Key key = ParseKey(credentials.key);
  return key && X509_check_private_key(leaf.get(), key.get()) == 1 && UriOf(leaf.get()) == uri;
}

Credentials Authority::IssueClient(const std::string& uri) const {
  return parsed_->Issue("meshgate proxy", "URI:" + uri, "clientAuth");
}

}  // namespace meshgate::pki
