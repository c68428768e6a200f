// Header modifiers of the IR as Envoy's lists. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HEADERS_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HEADERS_H_

#include <string>
#include <string_view>

#include "core/ir/route.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace envoy::config::core::v3 {
class HeaderValueOption;
}

namespace meshgate::xds {

using HeaderValueOptions =
    google::protobuf::RepeatedPtrField<envoy::config::core::v3::HeaderValueOption>;
using HeaderNames = google::protobuf::RepeatedPtrField<std::string>;

// Appends to Envoy's two lists.
void RenderHeaders(const ir::HeaderModifier& modifier, HeaderValueOptions& add,
                   HeaderNames& remove);

// Whether the modifier removes the header; `name` is in lower case.
bool Removes(const ir::HeaderModifier& modifier, std::string_view name);

// Replaces the header by this value, which is a format string: user text in it has to be escaped.
void RenderOverwrite(std::string_view name, std::string format, HeaderValueOptions& add);

// User text as a literal of Envoy's format strings.
std::string EscapeFormat(std::string_view text);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_HEADERS_H_
