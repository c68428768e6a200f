#include "core/loader/shared_object.h"

#include <exception>
#include <utility>
#include <vector>

#include "boost/dll/library_info.hpp"
#include "boost/dll/shared_library.hpp"
#include "core/plugin/syntax.h"

namespace meshgate::loader {
namespace {

constexpr char kSection[] = "mgplug";
constexpr char kEntry[] = "meshgate_plugin_v1";
constexpr std::string_view kMarkerPrefix = "meshgate_abi_";
constexpr size_t kFingerprintSize = 16;

bool IsFingerprint(std::string_view text) {
  return text.size() == kFingerprintSize && plugin::ConsistsOf(text, [](char c) {
           return plugin::IsDigit(c) || (c >= 'a' && c <= 'f');
         });
}

absl::Status NotAPlugin(const std::string& file, const std::string& why) {
  return absl::InvalidArgumentError(
      file + " is not a meshgate plugin: " + why +
      "; remove it from the plugin folder, or build it with the rule meshgate_plugin");
}

}  // namespace

std::optional<Marker> ParseMarker(std::string_view symbol) {
  if (symbol.substr(0, kMarkerPrefix.size()) != kMarkerPrefix) return std::nullopt;
  symbol.remove_prefix(kMarkerPrefix.size());
  const std::string_view fingerprint = symbol.substr(0, kFingerprintSize);
  symbol.remove_prefix(fingerprint.size());
  if (!IsFingerprint(fingerprint) || symbol.substr(0, 2) != "__") return std::nullopt;
  symbol.remove_prefix(2);
  const size_t end_of_name = symbol.find("__");
  if (end_of_name == 0 || end_of_name == std::string_view::npos) return std::nullopt;
  std::string version(symbol.substr(end_of_name + 2));
  for (char& c : version) {
    if (c == '_') c = '.';
  }
  return Marker{std::string(fingerprint), std::string(symbol.substr(0, end_of_name)),
                std::move(version)};
}

absl::StatusOr<Marker> ReadMarker(const std::string& file) {
  std::vector<std::string> symbols;
  try {
    symbols = boost::dll::library_info(file).symbols(kSection);
  } catch (const std::exception&) {
    return NotAPlugin(file, "it is not a complete shared object of this machine");
  }
  std::optional<Marker> found;
  bool has_entry = false;
  for (const std::string& symbol : symbols) {
    has_entry = has_entry || symbol == kEntry;
    std::optional<Marker> marker = ParseMarker(symbol);
    if (marker && found) return NotAPlugin(file, "it has more than one marker symbol");
    if (marker) found = std::move(marker);
  }
  if (!found) return NotAPlugin(file, "it has no marker symbol");
  if (!has_entry) {
    return NotAPlugin(file, std::string("it does not export ") + kEntry);
  }
  return *std::move(found);
}

absl::StatusOr<const plugin::Entry*> Open(const std::string& file) {
  // Never destroyed, so that no plugin is ever closed.
  static auto& open_libraries = *new std::vector<boost::dll::shared_library>;
  try {
    open_libraries.emplace_back(
        file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    return &open_libraries.back().get<const plugin::Entry>(kEntry);
  } catch (const std::exception& error) {
    return absl::FailedPreconditionError("cannot open plugin " + file + ": " + error.what() +
                                         "; rebuild it with the rule meshgate_plugin");
  }
}

}  // namespace meshgate::loader
