// What the codecs return, and the budgets that bound what a hostile text can cost.
#ifndef MESHGATE_CORE_RESOURCE_DOCUMENT_H_
#define MESHGATE_CORE_RESOURCE_DOCUMENT_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/resource/value.h"

namespace meshgate::resource {

struct Budget {
  size_t file_bytes = 16 << 20;
  size_t document_bytes = 3 << 20;  // keys and scalars of one document
  int depth = 64;                   // nested lists and maps
  size_t nodes = 200'000;           // of one document
  size_t documents = 10'000;
};

struct DecodeError {
  Position position;
  std::string message;  // ends with the way out
};

// One object: a map.
struct Document {
  Value value;
  Position position;
};

// Documents before an error are returned too, with the error.
struct Decoded {
  std::vector<Document> documents;
  std::optional<DecodeError> error;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_DOCUMENT_H_
