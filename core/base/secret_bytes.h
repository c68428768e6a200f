// SecretBytes: an immutable buffer of key material. Copies share it; the last one wipes it. It
// prints as its hash and length, never as its content. [thread-safe]
#ifndef MESHGATE_CORE_BASE_SECRET_BYTES_H_
#define MESHGATE_CORE_BASE_SECRET_BYTES_H_

#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>

#include "core/base/hash.h"
#include "core/base/shared_bytes.h"

namespace meshgate::base {

// Overwrites `text`, also where nothing reads it afterwards, and empties it.
void Wipe(std::string& text);

class SecretBytes {
 public:
  SecretBytes() = default;
  // Takes the bytes over: hand in the only copy. The hash is cut from SHA-256, so that it may be
  // shown: it tells nothing of the content.
  explicit SecretBytes(std::string bytes);

  // The content, for the places that design section 5.5 names and no other. The buffer is wiped
  // with its last copy, whoever has it.
  const SharedBytes& Reveal() const { return bytes_; }
  Hash128 hash() const { return bytes_.hash(); }
  size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }

  // "secret 0123... of 1704 bytes"
  std::string ToString() const;

  friend bool operator==(const SecretBytes&, const SecretBytes&) = default;
  friend std::ostream& operator<<(std::ostream& out, const SecretBytes& bytes) {
    return out << bytes.ToString();
  }

 private:
  SharedBytes bytes_;
};

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_SECRET_BYTES_H_
