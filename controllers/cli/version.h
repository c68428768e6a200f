// The version of meshgate: of the binary, not of the plugin border (see core/loader).
#ifndef MESHGATE_CONTROLLERS_CLI_VERSION_H_
#define MESHGATE_CONTROLLERS_CLI_VERSION_H_

#include <string_view>

namespace meshgate::cli {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_VERSION_H_
