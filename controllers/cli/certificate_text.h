// Certificates as commands tell of them. The commands know the time, the translator does not.
#ifndef MESHGATE_CONTROLLERS_CLI_CERTIFICATE_TEXT_H_
#define MESHGATE_CONTROLLERS_CLI_CERTIFICATE_TEXT_H_

#include <string>

#include "absl/time/time.h"
#include "core/certificate/details.h"

namespace meshgate::cli {

// "2026-12-24T00:00:00Z". [pure]
inline std::string DateText(int64_t seconds) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::FromUnixSeconds(seconds),
                          absl::UTCTimeZone());
}

// "is not valid before DATE", "expired at DATE", or "". [pure]
inline std::string FindUntimely(const certificate::Details& details, absl::Time now) {
  const int64_t seconds = absl::ToUnixSeconds(now);
  if (seconds < details.begins_seconds) {
    return "is not valid before " + DateText(details.begins_seconds);
  }
  if (seconds > details.expires_seconds) return "expired at " + DateText(details.expires_seconds);
  return "";
}

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_CERTIFICATE_TEXT_H_
