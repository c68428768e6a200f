#include "controllers/infra/kubernetes/quantity.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace meshgate::infra {
namespace {

// k8s.io/apimachinery/pkg/api/resource: binary suffixes multiply, decimal ones are exponents.
constexpr std::pair<std::string_view, double> kBinary[] = {
    {"Ki", 1024.0},
    {"Mi", 1048576.0},
    {"Gi", 1073741824.0},
    {"Ti", 1099511627776.0},
    {"Pi", 1125899906842624.0},
    {"Ei", 1152921504606846976.0},
};
constexpr std::pair<std::string_view, std::string_view> kDecimal[] = {
    {"n", "e-9"}, {"u", "e-6"}, {"m", "e-3"},  {"", ""},      {"k", "e3"},
    {"M", "e6"},  {"G", "e9"},  {"T", "e12"}, {"P", "e15"}, {"E", "e18"},
};

std::optional<double> ParseNumber(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<double> ParseQuantity(std::string_view text) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const size_t digits = std::min(text.find_first_not_of("-.0123456789"), text.size());
  const std::string number(text.substr(0, digits));
  const std::string_view suffix = text.substr(digits);
  for (const auto& [name, factor] : kBinary) {
    if (suffix != name) continue;
    const std::optional<double> parsed = ParseNumber(number);
    if (!parsed) return std::nullopt;
    return *parsed * factor;
  }
  for (const auto& [name, exponent] : kDecimal) {
    if (suffix == name) return ParseNumber(number + std::string(exponent));
  }
  const bool scientific = suffix.size() > 1 && (suffix[0] == 'e' || suffix[0] == 'E');
  if (!scientific) return std::nullopt;
  std::string exponent(suffix.substr(1));
  if (exponent.front() == '+') exponent.erase(0, 1);
  return ParseNumber(number + "e" + exponent);
}

}  // namespace meshgate::infra
