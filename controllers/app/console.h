// What the manager prints for people: one line per finding and per change of an object's state.
#ifndef MESHGATE_CONTROLLERS_APP_CONSOLE_H_
#define MESHGATE_CONTROLLERS_APP_CONSOLE_H_

#include <string>
#include <string_view>
#include <vector>

#include "controllers/provider/batch.h"
#include "core/resource/object_id.h"
#include "core/status/document.h"

namespace meshgate::app {

enum class Color { kNone, kGreen, kYellow, kRed };

// Whether colours are wanted on this file descriptor: it is a terminal and NO_COLOR is not set.
bool WantsColor(int fd);

// `text` in this colour, when colours are `wanted`. [pure]
std::string Colored(bool wanted, Color color, std::string_view text);

// "HTTPRoute demo/echo  Accepted ResolvedRefs  -> 127.0.0.1:8080", then one indented line for each
// condition that is no good news. `addresses`: where it is served. [pure]
std::string StateLines(const status::Document& document, const std::vector<std::string>& addresses,
                       bool color);

// "error: routes.yaml:3:7: HTTPRoute demo/echo: ...". [pure]
std::string FindingLine(const provider::Finding& finding, bool color);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_CONSOLE_H_
