// A certificate chain and its private key, as TLS servers use them, read from the PEM texts of a
// Secret of type kubernetes.io/tls.
//
// Judged as the proxies would: what is a KeyPair here is taken by Envoy (BoringSSL), so that no
// certificate is ever refused there. A certificate that expired, or is not valid yet, is a pair
// like any other: to cut off every client is worse than a warning.
#ifndef MESHGATE_CORE_CERTIFICATE_KEY_PAIR_H_
#define MESHGATE_CORE_CERTIFICATE_KEY_PAIR_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/hash.h"
#include "core/base/secret_bytes.h"

namespace meshgate::certificate {

// Of each of the two texts. Kubernetes allows 1 MiB for a whole Secret.
inline constexpr size_t kMaxPemBytes = 256 * 1024;

// Both texts are written anew: line ends and notes of the source are gone, the order of the chain
// is kept. Copies share the key.
struct KeyPair {
  std::string chain;      // PEM certificates, the server's own first
  base::SecretBytes key;  // one PEM private key (PKCS #8)
  base::Hash128 hash;     // of both

  friend bool operator==(const KeyPair& a, const KeyPair& b) { return a.hash == b.hash; }
};

enum class Part { kCertificate, kKey };

struct Parsed {
  std::optional<KeyPair> pair;
  // Without a pair: which of the two texts is to blame, and the rest of a sentence about
  // it, with the way out.
  Part part = Part::kCertificate;
  std::string error;
};

// `chain` and `key` are the decoded bytes of tls.crt and tls.key. The error never quotes `key`.
// [pure]
Parsed ParseKeyPair(std::string_view chain, std::string_view key);

}  // namespace meshgate::certificate

#endif  // MESHGATE_CORE_CERTIFICATE_KEY_PAIR_H_
