#include "core/resource/pattern.h"

#include <utility>

#include "absl/status/status.h"
#include "re2/re2.h"

namespace meshgate::resource {

absl::StatusOr<Pattern> Pattern::Compile(std::string_view text) {
  auto compiled =
      std::make_shared<const re2::RE2>(re2::StringPiece(text.data(), text.size()), re2::RE2::Quiet);
  if (!compiled->ok()) {
    return absl::InvalidArgumentError("\"" + std::string(text) +
                                      "\" is no regular expression: " + compiled->error());
  }
  return Pattern(std::move(compiled));
}

bool Pattern::Matches(std::string_view text) const {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled_);
}

const std::string& Pattern::text() const { return compiled_->pattern(); }

absl::StatusOr<Pattern> PatternCache::Compile(const std::string& text) {
  if (const auto found = compiled_.find(text); found != compiled_.end()) return found->second;
  absl::StatusOr<Pattern> pattern = Pattern::Compile(text);
  if (pattern.ok()) compiled_.emplace(text, *pattern);
  return pattern;
}

}  // namespace meshgate::resource
