#include "core/resource/field_path.h"

namespace meshgate::resource {
namespace {

void AppendKey(std::string_view key, std::string& out) {
  if (!out.empty()) out += '.';
  out += key;
}

}  // namespace

std::string FieldPath::ToString() const {
  std::string text;
  for (const Step& step : steps_) {
    if (step.index == kNoIndex) {
      AppendKey(step.key, text);
    } else {
      text += '[' + std::to_string(step.index) + ']';
    }
  }
  return text;
}

std::string FieldPath::ToString(std::string_view key) const {
  std::string text = ToString();
  AppendKey(key, text);
  return text;
}

}  // namespace meshgate::resource
