// The values of a Secret, apart from its tree.
#ifndef MESHGATE_CORE_RESOURCE_SECRET_DATA_H_
#define MESHGATE_CORE_RESOURCE_SECRET_DATA_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/base/secret_bytes.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Base64 as an API server takes it in `data`: padded, line ends do not count. [pure]
bool IsBase64(std::string_view text);

// Decoded, by key of `data`. Copies share the bytes. [thread-safe]
class SecretData {
 public:
  // Takes the values out of `secret` and wipes its texts: what they print as (SecretBytes) stands
  // in their place, so that whatever is made of the rest, its hash too, holds no key material and
  // still tells one content from another. `stringData` is gone, and so is the copy of both that
  // kubectl apply leaves in an annotation. InvalidArgument naming the key when a value is no
  // base64; the texts are wiped all the same.
  static absl::StatusOr<SecretData> Take(Value& secret);

  // Writes the values back, as base64.
  void Restore(Value& secret) const;

  // nullptr when there is none of this key.
  const base::SecretBytes* Find(std::string_view key) const;

 private:
  std::map<std::string, base::SecretBytes, std::less<>> values_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SECRET_DATA_H_
