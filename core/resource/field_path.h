// The path from the root of an object to the value that is being looked at.
#ifndef MESHGATE_CORE_RESOURCE_FIELD_PATH_H_
#define MESHGATE_CORE_RESOURCE_FIELD_PATH_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::resource {

// A stack of steps, written out only when somebody asks. Keys are views that must outlive their
// step. [single owner]
class FieldPath {
 public:
  void PushKey(std::string_view key) { steps_.push_back({key, kNoIndex}); }
  void PushIndex(size_t index) { steps_.push_back({{}, index}); }
  void Pop() { steps_.pop_back(); }

  // "spec.rules[0].matches"
  std::string ToString() const;
  // The path of a field of this value.
  std::string ToString(std::string_view key) const;

 private:
  static constexpr size_t kNoIndex = -1;
  struct Step {
    std::string_view key;
    size_t index;
  };
  std::vector<Step> steps_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_FIELD_PATH_H_
