// Random objects that a schema allows.
#ifndef MESHGATE_TOOLS_FUZZ_OBJECT_GENERATOR_H_
#define MESHGATE_TOOLS_FUZZ_OBJECT_GENERATOR_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "core/resource/kind_info.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"
#include "tools/fuzz/pattern_sampler.h"

namespace meshgate::fuzz {

// The n-th object depends on nothing but the seed and the kinds asked for. Some objects have all
// optional fields, some none; lists are empty, short, or as long as they may be; texts and numbers
// lie at their bounds now and then. Names come from a small set, so that many references lead to
// other objects and many do not: n0, n1 and so on are generated objects, "gw", "s" and the class
// "kuma" are left to the caller. [single owner]
class ObjectGenerator {
 public:
  explicit ObjectGenerator(uint64_t seed) : random_(seed) {}

  // A document of one of the served versions, named after `index`. Almost always one that is
  // admitted: what a schema says by "not", "oneOf" and the like is not looked at.
  resource::Value Next(const resource::KindInfo& kind, size_t index);

 private:
  int Below(size_t end) { return static_cast<int>(random_() % end); }
  bool OneIn(int count) { return Below(count) == 0; }
  template <typename Items>
  const auto& PickOf(const Items& items) {
    return items[Below(items.size())];
  }

  // `name` is that of the field, or of the list that it is an item of; `around` that of the object
  // which has the field: they tell what a text may refer to.
  resource::Value Of(const resource::SchemaNode& schema, std::string_view name,
                     std::string_view around);
  resource::Value Metadata(const resource::KindInfo& kind, size_t index);
  void AddFields(const resource::SchemaNode& schema, std::string_view name, resource::Value& map);
  void FollowType(const resource::SchemaNode& schema, resource::Value& map);
  void AddEntries(const resource::SchemaNode& schema, std::string_view name, resource::Value& map);
  resource::Value ListOf(const resource::SchemaNode& schema, std::string_view name);
  size_t LengthOf(const resource::SchemaNode& schema);
  resource::Value WholeNumber(const resource::SchemaNode& schema, std::string_view name);
  resource::Value Anything();
  std::string Text(const resource::SchemaNode& schema, std::string_view name,
                   std::string_view around);
  std::optional<std::string> KnownText(const resource::SchemaNode& schema, std::string_view name,
                                       std::string_view around);
  std::string Sample(const resource::SchemaNode& schema);
  std::string AnyText(const resource::SchemaNode& schema);

  std::mt19937_64 random_;
  std::map<std::string, PatternSampler> samplers_;
  int optional_percent_ = 0;  // of the object in work: how many optional fields it has
  int nodes_left_ = 0;        // of the same: without any left, nothing that may be absent is there
};

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_OBJECT_GENERATOR_H_
