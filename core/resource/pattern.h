// A compiled regular expression.
#ifndef MESHGATE_CORE_RESOURCE_PATTERN_H_
#define MESHGATE_CORE_RESOURCE_PATTERN_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace re2 {
class RE2;
}  // namespace re2

namespace meshgate::resource {

// The language of Go's regexp package, which Kubernetes uses; matching takes linear time. Copied
// like a pointer. [thread-safe]
class Pattern {
 public:
  // InvalidArgument with the reason when `text` is no such expression. [pure]
  static absl::StatusOr<Pattern> Compile(std::string_view text);

  // Whether any part of `text` matches: an expression that means the whole has ^ and $.
  bool Matches(std::string_view text) const;
  const std::string& text() const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

// Schemas repeat few expressions often: each is compiled once. [single owner]
class PatternCache {
 public:
  absl::StatusOr<Pattern> Compile(const std::string& text);

 private:
  std::map<std::string, Pattern> compiled_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_PATTERN_H_
