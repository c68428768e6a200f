// A plugin's file: what it says of itself before any of its code runs, and how it is opened.
// Nothing else opens shared objects. [load-time only]
#ifndef MESHGATE_CORE_LOADER_SHARED_OBJECT_H_
#define MESHGATE_CORE_LOADER_SHARED_OBJECT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "core/plugin/plugin.h"

namespace meshgate::loader {

// What the name of the marker symbol says; see core/plugin/plugin.h.
struct Marker {
  std::string fingerprint;  // 16 lower case hexadecimal digits
  std::string release;      // of meshgate, whose SDK the plugin was built with: "0.1.0"
  std::string name;
  std::string version;  // "1.0.0"

  friend bool operator==(const Marker&, const Marker&) = default;
};

// Nothing when `symbol` is no marker. [pure]
std::optional<Marker> ParseMarker(std::string_view symbol);

// Reads the marker of `file` without opening it as code. FailedPrecondition when it is no shared
// object or no meshgate plugin.
absl::StatusOr<Marker> ReadMarker(const std::string& file);

// Opens `file` for the rest of the process (a plugin is never closed: objects of it live on) and
// returns its entry. Runs its static initialisers.
absl::StatusOr<const plugin::Entry*> Open(const std::string& file);

}  // namespace meshgate::loader

#endif  // MESHGATE_CORE_LOADER_SHARED_OBJECT_H_
