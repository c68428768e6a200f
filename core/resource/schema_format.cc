#include "core/resource/schema_format.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "core/base/check.h"
#include "core/resource/object_name.h"
#include "core/resource/pattern.h"

namespace meshgate::resource {
namespace {

// What each format accepts follows k8s.io/kube-openapi/pkg/validation/strfmt, the oddities of its
// expressions included.

Pattern CompilePattern(std::string_view text) {
  absl::StatusOr<Pattern> pattern = Pattern::Compile(text);
  MG_CHECK(pattern.ok(), "a pattern of ours compiles");
  return *std::move(pattern);
}

template <const char* kPattern>
bool MatchesPattern(std::string_view text) {
  static const Pattern* const pattern = new Pattern(CompilePattern(kPattern));
  return pattern->Matches(text);
}

constexpr char kUuid[] = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr char kUuid3[] = "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?3[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12}$";
constexpr char kUuid4[] =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?4[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
constexpr char kUuid5[] =
    "(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?5[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}$";
constexpr char kObjectId[] = "^[0-9a-fA-F]{24}$";
constexpr char kBase64[] =
    "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$";
constexpr char kHexColor[] = "^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$";
constexpr char kRgbColor[] =
    R"(^rgb\(\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5]))"
    R"(\s*,\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*\)$)";
// With a space or dash between the parts: the API server asks for 11 bytes.
constexpr char kSocialSecurityNumber[] = R"(^\d{3}[- ]\d{2}[- ]\d{4}$)";
constexpr char kCreditCard[] =
    "^(?:4[0-9]{12}(?:[0-9]{3})?|5[1-5][0-9]{14}|6(?:011|5[0-9][0-9])[0-9]{12}|3[47][0-9]{13}|"
    R"(3(?:0[0-5]|[68][0-9])[0-9]{11}|(?:2131|1800|35\d{3})\d{11})$)";
constexpr char kHostname[] =
    R"(^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}])"
    R"((([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$)";
constexpr char kMac[] =
    "(?i)^(?:[0-9a-f]{2}([:-])[0-9a-f]{2}(?:[:-][0-9a-f]{2}){4}|"
    "[0-9a-f]{2}(?:[:-][0-9a-f]{2}){7}|[0-9a-f]{2}(?:[:-][0-9a-f]{2}){19}|"
    R"([0-9a-f]{4}(?:\.[0-9a-f]{4}){2}|[0-9a-f]{4}(?:\.[0-9a-f]{4}){3}|)"
    R"([0-9a-f]{4}(?:\.[0-9a-f]{4}){9})$)";
// One address as people write it, with or without a name in front (RFC 5322, without comments).
constexpr char kEmail[] = R"re(^\s*(?:(?:"(?:[^"\\]|\\.)*"|[^<>()\[\]:;@\\,"]*)\s*)re"
                          R"re(<[^\s<>()\[\]:;@\\,"]+@[^\s<>()\[\]:;@\\,"]+>|)re"
                          R"re([^\s<>()\[\]:;@\\,"]+@[^\s<>()\[\]:;@\\,"]+)\s*$)re";
// As Go writes durations ("1m30s"), or numbers with units anywhere in the text ("2 weeks").
constexpr char kDuration[] =
    R"((?i)^[-+]?0$|\d+\s*(?:ns|nano[a-zµ]*|us|µs|micro[a-zµ]*|ms|milli[a-zµ]*|s|sec[a-zµ]*|m|)"
    R"(min[a-zµ]*|h|hr|hour[a-zµ]*|d|day[a-zµ]*|w|wk|week[a-zµ]*)(?:[^a-zµ]|$))";
// An absolute URI or an absolute path, as ParseRequestURI of Go's net/url judges; what stands
// between the brackets of an IPv6 host is looked at less closely.
constexpr char kUri[] =
    R"re(^(?:\*|[a-zA-Z][a-zA-Z0-9+.-]*:(?:|[^/].*|)re"
    R"re(/(?:(?:[^%/?]|%[0-9a-fA-F]{2})(?:[^%?]|%[0-9a-fA-F]{2})*)?|)re"
    R"re(//(?:(?:[-A-Za-z0-9._:~!$&'()*+,;=@]|%[0-9a-fA-F]{2})*@)?)re"
    R"re((?:\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(?:%25[^\]/?#%]+)?\]|)re"
    R"re((?:[-A-Za-z0-9._~!$&'()*+,;=\]<>"]|[^\x00-\x7f]|%[89a-fA-F][0-9a-fA-F]|%25)*))re"
    R"re((?::[0-9]*)?(?:/(?:[^%?]|%[0-9a-fA-F]{2})*)?)|)re"
    R"re(/(?:[^%?]|%[0-9a-fA-F]{2})*)(?:\?.*)?$)re";
constexpr char kDate[] = R"(^\d{4}-\d{2}-\d{2}$)";
constexpr char kTime[] =
    R"((?i)^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))$)";

bool IsUri(std::string_view text) {
  const auto is_control = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  return std::none_of(text.begin(), text.end(), is_control) && MatchesPattern<kUri>(text);
}

bool IsAnything(std::string_view) { return true; }

bool IsHostname(std::string_view text) {
  if (text.size() > 255 || !MatchesPattern<kHostname>(text)) return false;
  for (size_t dot = text.find('.'); dot != text.npos; dot = text.find('.')) {
    if (dot > 63) return false;
    text.remove_prefix(dot + 1);
  }
  return text.size() <= 63;
}

// 010.0.0.1 is read as 10.0.0.1.
std::string WithoutLeadingZeros(std::string_view address) {
  std::string plain;
  for (size_t i = 0; i < address.size(); ++i) {
    const bool starts_part = i == 0 || address[i - 1] == '.';
    while (starts_part && address.substr(i, 1) == "0" && i + 1 < address.size() &&
           address[i + 1] != '.') {
      ++i;
    }
    plain += address[i];
  }
  return plain;
}

bool IsAddress(int family, std::string_view text) {
  if (text.find('\0') != text.npos) return false;
  std::array<unsigned char, sizeof(in6_addr)> ignored;
  const std::string plain = family == AF_INET ? WithoutLeadingZeros(text) : std::string(text);
  return inet_pton(family, plain.c_str(), ignored.data()) == 1;
}

bool IsIpv6(std::string_view text) {
  return text.find(':') != text.npos && IsAddress(AF_INET6, text);
}

// An IPv6 address that ends in an IPv4 address counts.
bool IsIpv4(std::string_view text) {
  return text.find('.') != text.npos && (IsIpv6(text) || IsAddress(AF_INET, text));
}

// Of few digits, which the caller has looked at.
int ReadDigits(std::string_view digits) {
  int number = 0;
  for (const char digit : digits) number = number * 10 + (digit - '0');
  return number;
}

constexpr char kPrefixLength[] = "^[0-9]{1,3}$";

bool IsCidr(std::string_view text) {
  const size_t slash = text.find('/');
  if (slash == text.npos || !MatchesPattern<kPrefixLength>(text.substr(slash + 1))) return false;
  const std::string_view address = text.substr(0, slash);
  const int bits = ReadDigits(text.substr(slash + 1));
  return (IsIpv6(address) && bits <= 128) || (IsAddress(AF_INET, address) && bits <= 32);
}

bool IsMac(std::string_view text) {
  if (!MatchesPattern<kMac>(text)) return false;
  return text.find(':') == text.npos || text.find('-') == text.npos;
}

bool IsDate(std::string_view text) {
  if (!MatchesPattern<kDate>(text)) return false;
  const int month = ReadDigits(text.substr(5, 2));
  const int day = ReadDigits(text.substr(8));
  const absl::CivilDay date(ReadDigits(text.substr(0, 4)), month, day);
  return date.month() == month && date.day() == day;
}

bool IsDateTime(std::string_view text) {
  const size_t middle = text.find_first_of("tT");
  if (middle == text.npos || !IsDate(text.substr(0, middle))) return false;
  return MatchesPattern<kTime>(text.substr(middle + 1));
}

std::string Without(std::string_view characters, std::string_view text) {
  std::string rest;
  for (const char c : text) {
    if (characters.find(c) == characters.npos) rest += c;
  }
  return rest;
}

bool IsCreditCard(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (!MatchesPattern<kCreditCard>(digits)) return false;
  int sum = 0;
  for (size_t i = 0; i < digits.size(); ++i) {
    const int digit = digits[digits.size() - 1 - i] - '0';
    const int doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += i % 2 == 0 ? digit : doubled;
  }
  return sum % 10 == 0;
}

constexpr char kIsbn10[] = "^[0-9]{9}[0-9X]$";
constexpr char kIsbn13[] = "^[0-9]{13}$";
constexpr std::string_view kIsbnSeparators = " \t\n\f\r-";

bool IsIsbn10(std::string_view text) {
  const std::string digits = Without(kIsbnSeparators, text);
  if (!MatchesPattern<kIsbn10>(digits)) return false;
  int sum = 0;
  for (int i = 0; i < 10; ++i) {
    sum += std::min(i + 1, 10) * (digits[i] == 'X' ? 10 : digits[i] - '0');
  }
  return sum % 11 == 0;
}

bool IsIsbn13(std::string_view text) {
  const std::string digits = Without(kIsbnSeparators, text);
  if (!MatchesPattern<kIsbn13>(digits)) return false;
  int sum = 0;
  for (int i = 0; i < 13; ++i) sum += (i % 2 == 0 ? 1 : 3) * (digits[i] - '0');
  return sum % 10 == 0;
}

bool IsIsbn(std::string_view text) { return IsIsbn10(text) || IsIsbn13(text); }

bool IsShortName(std::string_view text) {
  return ExplainInvalidName(text, NameRule::kDnsLabel).empty();
}

bool IsLongName(std::string_view text) {
  return ExplainInvalidName(text, NameRule::kDnsSubdomain).empty();
}

constexpr StringFormat kFormats[] = {
    {"bsonobjectid", MatchesPattern<kObjectId>},
    {"byte", MatchesPattern<kBase64>},
    {"cidr", IsCidr},
    {"creditcard", IsCreditCard},
    {"date", IsDate},
    {"date-time", IsDateTime},
    {"duration", MatchesPattern<kDuration>},
    {"email", MatchesPattern<kEmail>},
    {"hexcolor", MatchesPattern<kHexColor>},
    {"hostname", IsHostname},
    {"ipv4", IsIpv4},
    {"ipv6", IsIpv6},
    {"isbn", IsIsbn},
    {"isbn10", IsIsbn10},
    {"isbn13", IsIsbn13},
    {"k8s-long-name", IsLongName},
    {"k8s-short-name", IsShortName},
    {"mac", IsMac},
    {"password", IsAnything},
    {"rgbcolor", MatchesPattern<kRgbColor>},
    {"ssn", MatchesPattern<kSocialSecurityNumber>},
    {"uri", IsUri},
    {"uuid", MatchesPattern<kUuid>},
    {"uuid3", MatchesPattern<kUuid3>},
    {"uuid4", MatchesPattern<kUuid4>},
    {"uuid5", MatchesPattern<kUuid5>},
};

}  // namespace

const StringFormat* FindStringFormat(std::string_view name) {
  const std::string plain = Without("-", name);
  for (const StringFormat& format : kFormats) {
    if (Without("-", format.name) == plain) return &format;
  }
  return nullptr;
}

}  // namespace meshgate::resource
