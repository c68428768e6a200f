// Files that are part of the manager: what a new plugin begins with.
#ifndef MESHGATE_CONTROLLERS_CLI_EMBEDDED_FILES_H_
#define MESHGATE_CONTROLLERS_CLI_EMBEDDED_FILES_H_

#include <span>
#include <string_view>

namespace meshgate::cli {

struct EmbeddedFile {
  std::string_view path;  // relative
  std::string_view text;
  bool executable = false;
};

// The SDK's archive, //core/plugin:sdk_archive. Generated. [thread-safe]
std::span<const EmbeddedFile> SdkFiles();
// The example plugins/example/teapotroute, as its author has it. Generated. [thread-safe]
std::span<const EmbeddedFile> TeapotFiles();

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_EMBEDDED_FILES_H_
