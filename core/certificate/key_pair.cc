#include "core/certificate/key_pair.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <utility>
#include <vector>

#include "core/certificate/openssl.h"

namespace meshgate::certificate {
namespace {

constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;

using openssl::Bio;
using openssl::Certificate;
using openssl::Key;
using openssl::TextOf;

Bio Open(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// What both texts can be instead of PEM; "" if nothing speaks against PEM.
std::string FindForeignForm(std::string_view text, std::string_view label) {
  if (text.size() > kMaxPemBytes) {
    return "is larger than " + std::to_string(kMaxPemBytes / 1024) +
           " KiB; leave out what no client needs";
  }
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return "is empty; put a PEM text into it";
  }
  if (text.find("-----BEGIN ") == std::string_view::npos) {
    // An ASN.1 sequence with a long length.
    const bool is_der = text.size() > 2 && text[0] == '\x30' && (text[1] & '\x80') != 0;
    if (text.starts_with("LS0tLS1CRUdJTi")) {  // base64 of "-----BEGIN "
      return "is PEM in base64 twice over, but PEM is expected; encode it once for data, or put it "
             "into stringData as it is";
    }
    return std::string(is_der ? "is DER, but PEM is expected" : "is not PEM") +
           "; convert it to a text with -----BEGIN " + std::string(label) + "-----";
  }
  return "";
}

// Whether reading ended because there is nothing more, rather than at something malformed.
bool TakeEndOfText() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// Returns "" after filling `chain`, or what is wrong.
std::string ReadChain(std::string_view text, std::vector<Certificate>& chain) {
  const Bio bio = Open(text);
  while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) {
    chain.emplace_back(next);
  }
  if (!TakeEndOfText()) {
    return "has a malformed certificate, number " + std::to_string(chain.size() + 1) +
           " of the chain; replace it by the original";
  }
  if (chain.empty()) return "holds no certificate; put the server's certificate first";
  return "";
}

// Asked for the passphrase of an encrypted key. There is none to give.
int NotePassphraseWanted(char*, int, int, void* wanted) {
  *static_cast<bool*>(wanted) = true;
  return -1;
}

std::string ReadKey(std::string_view text, Key& key) {
  const Bio bio = Open(text);
  bool encrypted = false;
  key.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, &NotePassphraseWanted, &encrypted));
  if (key) return "";
  if (encrypted) return "is encrypted; store the key without a passphrase";
  ERR_clear_error();
  // Which of OpenSSL's several decoders speaks last of a text without a key is not to be relied on.
  if (text.find("PRIVATE KEY-----") != std::string_view::npos) {
    return "is malformed; replace it by the original";
  }
  return "holds no private key; put the key of the certificate into it";
}

// BoringSSL reads no larger public exponent than of 33 bits.
bool HasLargeExponent(const EVP_PKEY* key) {
  constexpr int kMaxBits = 33;
  BIGNUM* exponent = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1) return true;
  const int bits = BN_num_bits(exponent);
  BN_free(exponent);
  return bits > kMaxBits;
}

// A curve must be named; its parameters may not be spelled out.
bool HasNamedCurve(const EVP_PKEY* key) {
  char encoding[64] = "";
  EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_EC_ENCODING, encoding, sizeof(encoding),
                                 nullptr);
  return std::string_view(encoding) == OSSL_PKEY_EC_ENCODING_GROUP;
}

// What BoringSSL and Envoy take as the key of a server.
std::string FindUnsupported(EVP_PKEY* key) {
  const int bits = EVP_PKEY_get_bits(key);
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA:
      if (bits < kMinRsaBits) {
        return "is an RSA key of " + std::to_string(bits) + " bits; use at least 2048";
      }
      if (bits > kMaxRsaBits) {
        return "is an RSA key of " + std::to_string(bits) + " bits; use at most 8192";
      }
      if (HasLargeExponent(key)) {
        return "is an RSA key with a large public exponent; use the usual one, 65537";
      }
      return "";
    case EVP_PKEY_EC: {
      char curve[64] = "";
      EVP_PKEY_get_group_name(key, curve, sizeof(curve), nullptr);
      const std::string_view name = curve;
      if (!HasNamedCurve(key)) return "spells out the parameters of its curve; name the curve";
      if (name == SN_X9_62_prime256v1 || name == SN_secp384r1 || name == SN_secp521r1) return "";
      return "is an ECDSA key on the curve \"" + std::string(name) +
             "\"; use P-256, P-384 or P-521";
    }
    case EVP_PKEY_ED25519:
      return "";
    default:
      return "is a key of a type that is not supported; use RSA, ECDSA or Ed25519";
  }
}

// Envoy chooses among certificates by these names and wants one, whatever it is.
bool HasName(const X509* certificate) {
  if (X509_NAME_get_index_by_NID(X509_get_subject_name(certificate), NID_commonName, -1) >= 0) {
    return true;
  }
  auto* const names = static_cast<GENERAL_NAMES*>(
      X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  bool found = false;
  for (int i = 0; i < sk_GENERAL_NAME_num(names); ++i) {
    const int type = sk_GENERAL_NAME_value(names, i)->type;
    found |= type == GEN_DNS || type == GEN_IPADD || type == GEN_URI;
  }
  GENERAL_NAMES_free(names);
  return found;
}

// What Envoy refuses of a certificate, however well it goes with its key.
std::string FindUnsupported(X509* certificate, EVP_PKEY* key) {
  if (!HasName(certificate)) {
    return "has a certificate without a name; issue it with a DNS name (subjectAltName)";
  }
  if (EVP_PKEY_get_base_id(key) == EVP_PKEY_EC &&
      (X509_get_key_usage(certificate) & KU_DIGITAL_SIGNATURE) == 0) {
    return "has a certificate that does not permit its key to sign (keyUsage), which servers do; "
           "issue it with digitalSignature";
  }
  // RFC 7633: only valid with an OCSP answer, which a Secret does not hold.
  if (X509_get_ext_by_NID(certificate, NID_tlsfeature, -1) >= 0) {
    return "has a certificate that demands an OCSP answer (\"must staple\"), which a Secret does "
           "not hold; issue it without this demand";
  }
  return "";
}

std::string EncodeChain(const std::vector<Certificate>& chain) {
  const Bio bio(BIO_new(BIO_s_mem()));
  for (const Certificate& certificate : chain) PEM_write_bio_X509(bio.get(), certificate.get());
  return TextOf(bio.get());
}

base::SecretBytes EncodeKey(EVP_PKEY* key) {
  // Wiped when it is freed.
  const Bio bio(BIO_new(BIO_s_secmem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return base::SecretBytes(TextOf(bio.get()));
}

Parsed Refuse(Part part, std::string error) { return {std::nullopt, part, std::move(error)}; }

}  // namespace

Parsed ParseKeyPair(std::string_view chain_text, std::string_view key_text) {
  ERR_clear_error();
  std::string error = FindForeignForm(chain_text, "CERTIFICATE");
  std::vector<Certificate> chain;
  if (error.empty()) error = ReadChain(chain_text, chain);
  if (!error.empty()) return Refuse(Part::kCertificate, std::move(error));
  Key key;
  error = FindForeignForm(key_text, "PRIVATE KEY");
  if (error.empty()) error = ReadKey(key_text, key);
  if (error.empty()) error = FindUnsupported(key.get());
  ERR_clear_error();
  if (!error.empty()) return Refuse(Part::kKey, std::move(error));
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return Refuse(Part::kKey,
                  "is not the key of the first certificate of tls.crt; store the two together, the "
                  "server's certificate before those of its issuers");
  }
  error = FindUnsupported(chain.front().get(), key.get());
  if (!error.empty()) return Refuse(Part::kCertificate, std::move(error));
  KeyPair pair;
  pair.chain = EncodeChain(chain);
  pair.key = EncodeKey(key.get());
  pair.hash = base::HashBytes(pair.chain);
  pair.hash += pair.key.hash();
  return {std::move(pair), Part::kCertificate, ""};
}

}  // namespace meshgate::certificate
