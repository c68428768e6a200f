// SharedBytes: an immutable buffer that is copied by reference and compared by its hash. What
// leaves the engine's thread (an xDS resource, a status document) is one of these. [thread-safe]
#ifndef MESHGATE_CORE_BASE_SHARED_BYTES_H_
#define MESHGATE_CORE_BASE_SHARED_BYTES_H_

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/hash.h"

namespace meshgate::base {

class SharedBytes {
 public:
  // The empty buffer; allocates nothing.
  SharedBytes() = default;
  // Takes the bytes over and hashes them, once.
  explicit SharedBytes(std::string bytes)
      : content_(bytes.empty() ? nullptr : std::make_shared<const Content>(std::move(bytes))) {}

  // For SecretBytes: with a hash of its own, and `wipe` is called before the bytes are freed.
  static SharedBytes OfSecret(std::string bytes, const Hash128& hash, void (*wipe)(std::string&)) {
    SharedBytes shared;
    if (!bytes.empty()) {
      shared.content_ = std::make_shared<const Content>(std::move(bytes), hash, wipe);
    }
    return shared;
  }

  // Valid as long as any copy of this SharedBytes lives.
  std::string_view view() const { return content_ ? content_->bytes : std::string_view(); }
  Hash128 hash() const { return content_ ? content_->hash : HashBytes({}); }
  size_t size() const { return view().size(); }
  bool empty() const { return content_ == nullptr; }

  friend bool operator==(const SharedBytes& a, const SharedBytes& b) {
    return a.content_ == b.content_ || a.hash() == b.hash();
  }

 private:
  struct Content {
    explicit Content(std::string taken) : bytes(std::move(taken)), hash(HashBytes(bytes)) {}
    Content(std::string taken, const Hash128& given, void (*wipe_bytes)(std::string&))
        : bytes(std::move(taken)), hash(given), wipe(wipe_bytes) {}
    Content(const Content&) = delete;
    ~Content() {
      if (wipe != nullptr) wipe(bytes);
    }
    std::string bytes;  // changed by the destructor alone
    const Hash128 hash;
    void (*const wipe)(std::string&) = nullptr;
  };
  std::shared_ptr<const Content> content_;
};

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_SHARED_BYTES_H_
