#include "core/resource/secret_data.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"

namespace meshgate::resource {
namespace {

constexpr std::string_view kLastApplied = "kubectl.kubernetes.io/last-applied-configuration";

// False, with nothing in `bytes`, when `text` is no base64.
bool DecodeBase64(std::string_view text, std::string& bytes) {
  size_t digits = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\v' || c == '\f') return false;
    if (c != '\n' && c != '\r') ++digits;
  }
  return digits % 4 == 0 && absl::Base64Unescape({text.data(), text.size()}, &bytes);
}

void WipeTexts(Value& value) {
  base::Wipe(value.text);
  for (Value& item : value.items) WipeTexts(item);
  for (Field& field : value.fields) WipeTexts(field.value);
}

void Drop(Value& map, std::string_view key) {
  std::optional<Value> dropped = map.Take(key);
  if (dropped) WipeTexts(*dropped);
}

}  // namespace

bool IsBase64(std::string_view text) {
  std::string bytes;
  const bool is_base64 = DecodeBase64(text, bytes);
  base::Wipe(bytes);
  return is_base64;
}

absl::StatusOr<SecretData> SecretData::Take(Value& secret) {
  Drop(secret, "stringData");
  Value* const metadata = secret.Find("metadata");
  Value* const annotations = metadata != nullptr ? metadata->Find("annotations") : nullptr;
  if (annotations != nullptr) Drop(*annotations, kLastApplied);

  SecretData taken;
  absl::Status problem;
  Value* const data = secret.Find("data");
  if (data == nullptr) return taken;
  for (Field& field : data->fields) {
    std::string bytes;
    if (!DecodeBase64(field.value.text, bytes)) {
      problem.Update(absl::InvalidArgumentError("data." + field.key + " is not base64"));
    }
    WipeTexts(field.value);
    base::SecretBytes value(std::move(bytes));
    field.value = Value::String(value.ToString());
    taken.values_.emplace(field.key, std::move(value));
  }
  if (!problem.ok()) return problem;
  return taken;
}

void SecretData::Restore(Value& secret) const {
  Value* const data = secret.Find("data");
  for (const auto& [key, value] : values_) {
    const std::string_view bytes = value.Reveal().view();
    data->Set(key, Value::String(absl::Base64Escape({bytes.data(), bytes.size()})));
  }
}

const base::SecretBytes* SecretData::Find(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? nullptr : &found->second;
}

}  // namespace meshgate::resource
