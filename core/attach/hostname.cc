#include "core/attach/hostname.h"

#include "absl/strings/ascii.h"

namespace meshgate::attach {
namespace {

bool IsEvery(std::string_view hostname) { return hostname.empty() || hostname == "*"; }

}  // namespace

std::string Normalise(std::string_view hostname) {
  if (hostname.ends_with('.')) hostname.remove_suffix(1);
  return absl::AsciiStrToLower(absl::string_view(hostname.data(), hostname.size()));
}

bool Covers(std::string_view wide, std::string_view narrow) {
  if (IsEvery(wide)) return true;
  if (wide == narrow) return true;
  return wide.starts_with("*.") && narrow.ends_with(wide.substr(1));
}

std::optional<std::string> Intersect(std::string_view listener, std::string_view route) {
  if (IsEvery(listener) && IsEvery(route)) return "*";
  if (Covers(listener, route)) return std::string(route);
  if (Covers(route, listener)) return std::string(listener);
  return std::nullopt;
}

std::string Wider(std::string_view hostname) {
  if (IsEvery(hostname)) return "";
  if (hostname.starts_with("*.")) hostname.remove_prefix(2);
  const size_t dot = hostname.find('.');
  if (dot == std::string_view::npos) return "*";
  return "*" + std::string(hostname.substr(dot));
}

}  // namespace meshgate::attach
