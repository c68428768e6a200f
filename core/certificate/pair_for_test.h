// Certificates and keys for tests, made anew in each run: no private key is ever committed.
#ifndef MESHGATE_CORE_CERTIFICATE_PAIR_FOR_TEST_H_
#define MESHGATE_CORE_CERTIFICATE_PAIR_FOR_TEST_H_

#include <cstdint>
#include <string>
#include <vector>

namespace meshgate::certificate {

struct PairForTest {
  std::string chain;  // PEM
  std::string key;    // PEM
};

enum class KeyTypeForTest { kP256, kP384, kP521, kSecp256k1, kRsa, kRsaPss, kEd25519 };

struct PairOptionsForTest {
  std::vector<std::string> names = {"example.com"};  // DNS names; may be empty
  std::string common_name = {};
  KeyTypeForTest type = KeyTypeForTest::kP256;
  int rsa_bits = 2048;
  int64_t begins_in_seconds = -3600;
  int64_t expires_in_seconds = 3600;
  bool must_staple = false;
  std::string key_usage = {};    // not empty: the extension of this name
  unsigned long exponent = 0;    // of an RSA key; 0: the usual one
  bool explicit_curve = false;   // of an ECDSA key: its parameters instead of its name
  bool with_issuer = false;  // issued by a certificate that is the second one of the chain
};

// Two calls never give the same pair.
PairForTest MakePairForTest(const PairOptionsForTest& options = {});

// The key, encrypted with a passphrase.
std::string EncryptKeyForTest(const std::string& key);
// The DER form of the first certificate.
std::string ToDerForTest(const std::string& chain);

}  // namespace meshgate::certificate

#endif  // MESHGATE_CORE_CERTIFICATE_PAIR_FOR_TEST_H_
