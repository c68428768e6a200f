#include "core/loader/shared_object.h"

#include <algorithm>
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

// Takes what stands before the next "__" off the front of `text`; "" when there is none.
std::string_view TakePart(std::string_view& text) {
  const size_t end = text.find("__");
  if (end == std::string_view::npos) return "";
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end + 2);
  return part;
}

std::string WithDots(std::string_view version) {
  std::string dotted(version);
  std::replace(dotted.begin(), dotted.end(), '_', '.');
  return dotted;
}

absl::Status NotAPlugin(const std::string& file, const std::string& why) {
  return absl::FailedPreconditionError(
      file + " is not a meshgate plugin: " + why +
      "; remove it from the plugin folder, or build it as PLUGINS.md tells");
}

}  // namespace

std::optional<Marker> ParseMarker(std::string_view symbol) {
  if (symbol.substr(0, kMarkerPrefix.size()) != kMarkerPrefix) return std::nullopt;
  symbol.remove_prefix(kMarkerPrefix.size());
  const std::string_view fingerprint = symbol.substr(0, kFingerprintSize);
  symbol.remove_prefix(fingerprint.size());
  if (!IsFingerprint(fingerprint) || symbol.substr(0, 2) != "__") return std::nullopt;
  symbol.remove_prefix(2);
  const std::string_view release = TakePart(symbol);
  const std::string_view name = TakePart(symbol);
  if (release.empty() || name.empty() || symbol.empty()) return std::nullopt;
  return Marker{std::string(fingerprint), WithDots(release), std::string(name), WithDots(symbol)};
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
                                         "; build it as PLUGINS.md tells");
  }
}

}  // namespace meshgate::loader
