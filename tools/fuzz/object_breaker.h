// Objects with one field that their schema forbids.
#ifndef MESHGATE_TOOLS_FUZZ_OBJECT_BREAKER_H_
#define MESHGATE_TOOLS_FUZZ_OBJECT_BREAKER_H_

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::fuzz {

// What an API server says of a broken object.
struct Breakage {
  std::string path;
  std::string message;  // how it begins
};

// The n-th breakage depends on nothing but the seed and the objects before. [single owner]
class ObjectBreaker {
 public:
  explicit ObjectBreaker(uint64_t seed) : random_(seed) {}

  // Changes one value in `object`, which `schema` allows: to a wrong type, below or above a bound,
  // to a text that is none of the enum or does not match the pattern or the format; or leaves out a
  // required field, or repeats an item of a set or a map. Metadata and status stay. Nothing when
  // the object has no value that could be wrong.
  std::optional<Breakage> Break(const resource::SchemaNode& schema, resource::Value& object);

 private:
  std::mt19937_64 random_;
};

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_OBJECT_BREAKER_H_
