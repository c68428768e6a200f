#include "core/certificate/pair_for_test.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "core/base/check.h"
#include "core/certificate/openssl.h"

namespace meshgate::certificate {
namespace {

using openssl::Bio;
using openssl::Certificate;
using openssl::Key;

Key MakeRsaPssKey() {
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", nullptr);
  EVP_PKEY_keygen_init(context);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_generate(context, &key);
  EVP_PKEY_CTX_free(context);
  return Key(key);
}

// With a public exponent of its own.
Key MakeRsaKey(int bits, unsigned long exponent) {
  EVP_PKEY_CTX* const context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr);
  BIGNUM* const number = BN_new();
  BN_set_word(number, exponent);
  EVP_PKEY_keygen_init(context);
  EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits);
  EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, number);
  EVP_PKEY* key = nullptr;
  EVP_PKEY_generate(context, &key);
  BN_free(number);
  EVP_PKEY_CTX_free(context);
  return Key(key);
}

Key MakeKey(KeyTypeForTest type, int rsa_bits) {
  switch (type) {
    case KeyTypeForTest::kP256:
      return Key(EVP_EC_gen("P-256"));
    case KeyTypeForTest::kP384:
      return Key(EVP_EC_gen("P-384"));
    case KeyTypeForTest::kP521:
      return Key(EVP_EC_gen("P-521"));
    case KeyTypeForTest::kSecp256k1:
      return Key(EVP_EC_gen("secp256k1"));
    case KeyTypeForTest::kRsa:
      return Key(EVP_RSA_gen(static_cast<unsigned>(rsa_bits)));
    case KeyTypeForTest::kRsaPss:
      return MakeRsaPssKey();
    case KeyTypeForTest::kEd25519:
      return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  }
  return nullptr;
}

void AddExtension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  MG_CHECK(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

Certificate MakeCertificate(const PairOptionsForTest& options, EVP_PKEY* key,
                            const std::string& organisation) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  uint64_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), options.begins_in_seconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), options.expires_in_seconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "O", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(organisation.c_str()), -1, -1,
                             0);
  return certificate;
}

// Only Ed25519 signs without a digest.
const EVP_MD* DigestFor(EVP_PKEY* key) {
  return EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 ? nullptr : EVP_sha256();
}

template <typename Write>
std::string Encode(Write write) {
  const Bio bio(BIO_new(BIO_s_mem()));
  MG_CHECK(write(bio.get()) == 1);
  return openssl::TextOf(bio.get());
}

std::string Encode(X509* certificate) {
  return Encode([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate); });
}

}  // namespace

PairForTest MakePairForTest(const PairOptionsForTest& options) {
  const Key key = options.exponent != 0 ? MakeRsaKey(options.rsa_bits, options.exponent)
                                        : MakeKey(options.type, options.rsa_bits);
  MG_CHECK(key != nullptr);
  if (options.explicit_curve) {
    EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING,
                                   OSSL_PKEY_EC_ENCODING_EXPLICIT);
  }
  const Certificate leaf = MakeCertificate(options, key.get(), "meshgate test");
  std::string names;
  for (const std::string& name : options.names) {
    names += std::string(names.empty() ? "" : ",") + "DNS:" + name;
  }
  if (!names.empty()) AddExtension(leaf.get(), NID_subject_alt_name, names);
  if (!options.common_name.empty()) {
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(leaf.get()), "CN", MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(options.common_name.c_str()), -1, -1, 0);
  }
  if (!options.key_usage.empty()) AddExtension(leaf.get(), NID_key_usage, options.key_usage);
  if (options.must_staple) AddExtension(leaf.get(), NID_tlsfeature, "status_request");
  PairForTest pair;
  if (options.with_issuer) {
    const Key issuer_key = MakeKey(KeyTypeForTest::kP256, 0);
    const Certificate issuer = MakeCertificate(options, issuer_key.get(), "meshgate test issuer");
    AddExtension(issuer.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_set_issuer_name(issuer.get(), X509_get_subject_name(issuer.get()));
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(issuer.get()));
    X509_sign(issuer.get(), issuer_key.get(), EVP_sha256());
    X509_sign(leaf.get(), issuer_key.get(), EVP_sha256());
    pair.chain = Encode(leaf.get()) + Encode(issuer.get());
  } else {
    X509_set_issuer_name(leaf.get(), X509_get_subject_name(leaf.get()));
    MG_CHECK(X509_sign(leaf.get(), key.get(), DigestFor(key.get())) > 0);
    pair.chain = Encode(leaf.get());
  }
  pair.key = Encode([&](BIO* bio) {
    return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  });
  return pair;
}

std::string EncryptKeyForTest(const std::string& key) {
  const Bio in(BIO_new_mem_buf(key.data(), static_cast<int>(key.size())));
  const Key parsed(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
  return Encode([&](BIO* bio) {
    const unsigned char passphrase[] = "passphrase";
    return PEM_write_bio_PrivateKey(bio, parsed.get(), EVP_aes_128_cbc(), passphrase, 10, nullptr,
                                    nullptr);
  });
}

std::string ToDerForTest(const std::string& chain) {
  const Bio in(BIO_new_mem_buf(chain.data(), static_cast<int>(chain.size())));
  const Certificate parsed(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  return Encode([&](BIO* bio) { return i2d_X509_bio(bio, parsed.get()); });
}

}  // namespace meshgate::certificate
