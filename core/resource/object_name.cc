#include "core/resource/object_name.h"

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

}  // namespace

std::string ExplainInvalidName(std::string_view name, NameRule rule) {
  const size_t limit = rule == NameRule::kDnsSubdomain ? 253 : 63;
  if (name.size() > limit) return "must be no more than " + std::to_string(limit) + " characters";
  switch (rule) {
    case NameRule::kDnsSubdomain:
      return IsSubdomain(name) ? "" : kSubdomainText;
    case NameRule::kDnsLabel:
      return IsLabel(name) ? "" : kLabelText;
    case NameRule::kDns1035Label:
      return IsLabel(name) && IsLetter(name[0]) ? "" : kDns1035Text;
  }
  return "";
}

}  // namespace meshgate::resource
