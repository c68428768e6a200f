#include "core/resource/object_name.h"

#include <algorithm>
#include <cstddef>

namespace meshgate::resource {
namespace {

// k8s.io/apimachinery/pkg/util/validation.
constexpr char kSubdomainText[] =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
constexpr char kLabelText[] =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and "
    "must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used "
    "for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
constexpr char kDns1035Text[] =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an "
    "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
    "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
constexpr char kLabelKeyText[] =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end "
    "with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
    "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
constexpr char kLabelKeyPartsText[] =
    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start "
    "and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex "
    "used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS "
    "subdomain prefix and '/' (e.g. 'example.com/MyName')";
constexpr char kLabelValueText[] =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
    "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
    "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

constexpr size_t kLongestLabel = 63;
constexpr char kLabelTooLongText[] = "must be no more than 63 bytes";

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsAlphanumeric(char c) { return IsLetter(c) || (c >= '0' && c <= '9'); }

bool IsLabel(std::string_view text) {
  if (text.empty() || !IsAlphanumeric(text.front()) || !IsAlphanumeric(text.back())) return false;
  for (const char c : text) {
    if (!IsAlphanumeric(c) && c != '-') return false;
  }
  return true;
}

bool IsSubdomain(std::string_view text) {
  while (true) {
    const size_t dot = text.find('.');
    if (!IsLabel(text.substr(0, dot))) return false;
    if (dot == text.npos) return true;
    text.remove_prefix(dot + 1);
  }
}

// The words between the "/" of a label key, and label values.
bool IsLabelText(std::string_view text) {
  const auto is_end = [](char c) { return IsAlphanumeric(c) || (c >= 'A' && c <= 'Z'); };
  if (text.empty() || !is_end(text.front()) || !is_end(text.back())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_end(c) || c == '-' || c == '_' || c == '.'; });
}

std::string ExplainInvalidPathSegment(std::string_view name) {
  if (name == "." || name == "..") return "may not be '" + std::string(name) + "'";
  if (name.find('/') != name.npos) return "may not contain '/'";
  if (name.find('%') != name.npos) return "may not contain '%'";
  return "";
}

}  // namespace

std::string ExplainInvalidName(std::string_view name, NameRule rule) {
  if (rule == NameRule::kPathSegment) return ExplainInvalidPathSegment(name);
  const size_t limit = rule == NameRule::kDnsSubdomain ? 253 : 63;
  if (name.size() > limit) return "must be no more than " + std::to_string(limit) + " characters";
  switch (rule) {
    case NameRule::kDnsSubdomain:
      return IsSubdomain(name) ? "" : kSubdomainText;
    case NameRule::kDnsLabel:
      return IsLabel(name) ? "" : kLabelText;
    case NameRule::kDns1035Label:
      return IsLabel(name) && IsLetter(name[0]) ? "" : kDns1035Text;
    case NameRule::kPathSegment:
      break;
  }
  return "";
}

std::string ExplainInvalidLabelKey(std::string_view key) {
  std::string_view name = key;
  if (const size_t slash = key.find('/'); slash != key.npos) {
    name = key.substr(slash + 1);
    if (name.find('/') != name.npos) return kLabelKeyPartsText;
    if (slash == 0) return "prefix part must be non-empty";
    const std::string problem = ExplainInvalidName(key.substr(0, slash), NameRule::kDnsSubdomain);
    if (!problem.empty()) return "prefix part " + problem;
  }
  if (name.empty()) return "name part must be non-empty";
  if (name.size() > kLongestLabel) return std::string("name part ") + kLabelTooLongText;
  return IsLabelText(name) ? "" : kLabelKeyText;
}

std::string ExplainInvalidLabelValue(std::string_view value) {
  if (value.size() > kLongestLabel) return kLabelTooLongText;
  return value.empty() || IsLabelText(value) ? "" : kLabelValueText;
}

}  // namespace meshgate::resource
