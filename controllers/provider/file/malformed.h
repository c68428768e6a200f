// Texts that are malformed by construction, each in one of the ways that break parsers.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_MALFORMED_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_MALFORMED_H_

#include <cstddef>
#include <string>

namespace meshgate::provider {

struct MalformedFile {
  std::string extension;  // ".yaml" or ".json"
  std::string text;
};

// The same for the same number. No text gives an object.
MalformedFile MakeMalformed(size_t number);

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_MALFORMED_H_
