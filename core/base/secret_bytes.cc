#include "core/base/secret_bytes.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <cstring>
#include <utility>

namespace meshgate::base {
namespace {

Hash128 OneWayHash(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  Hash128 hash;
  std::memcpy(&hash.low, digest, sizeof(hash.low));
  std::memcpy(&hash.high, digest + sizeof(hash.low), sizeof(hash.high));
  return hash;
}

}  // namespace

void Wipe(std::string& text) {
  // Up to its capacity: a text that shrank leaves its old end behind.
  text.resize(text.capacity());
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

SecretBytes::SecretBytes(std::string bytes) {
  const Hash128 hash = OneWayHash(bytes);
  bytes_ = SharedBytes::OfSecret(std::move(bytes), hash, &Wipe);
}

std::string SecretBytes::ToString() const {
  return "secret " + hash().ToHex() + " of " + std::to_string(size()) + " bytes";
}

}  // namespace meshgate::base
