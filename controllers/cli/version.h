// The version of meshgate.
#ifndef MESHGATE_CONTROLLERS_CLI_VERSION_H_
#define MESHGATE_CONTROLLERS_CLI_VERSION_H_

#include <string_view>

#include "core/plugin/version.h"

namespace meshgate::cli {

inline constexpr std::string_view kVersion = MESHGATE_VERSION;

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_VERSION_H_
