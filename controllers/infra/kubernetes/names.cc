#include "controllers/infra/kubernetes/names.h"

#include <cctype>

#include "core/base/hash.h"
#include "core/resource/object_name.h"

namespace meshgate::infra {
namespace {

constexpr size_t kLongest = 63;
constexpr size_t kHashDigits = 8;

// Names are lower case letters, digits, '-' and '.', with a letter or digit at both ends.
std::string Shorten(std::string_view name, std::string beginning) {
  beginning = beginning.substr(0, kLongest - kHashDigits - 1);
  while (!std::isalnum(static_cast<unsigned char>(beginning.back()))) beginning.pop_back();
  return beginning + "-" + base::HashBytes(name).ToHex().substr(0, kHashDigits);
}

}  // namespace

std::string ProxyName(std::string_view gateway) {
  if (resource::ExplainInvalidName(gateway, resource::NameRule::kDns1035Label).empty()) {
    return std::string(gateway);
  }
  std::string beginning(gateway);
  for (char& c : beginning) {
    if (c == '.') c = '-';
  }
  const bool starts_with_digit = std::isdigit(static_cast<unsigned char>(beginning.front())) != 0;
  return Shorten(gateway, starts_with_digit ? "gw-" + beginning : beginning);
}

std::string BootstrapName(std::string_view gateway) { return ProxyName(gateway) + "-bootstrap"; }

std::string CredentialsName(std::string_view gateway) { return ProxyName(gateway) + "-xds"; }

std::string NameAsLabel(std::string_view name) {
  return name.size() <= kLongest ? std::string(name) : Shorten(name, std::string(name));
}

}  // namespace meshgate::infra
