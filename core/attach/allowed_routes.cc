#include "core/attach/allowed_routes.h"

#include <string_view>

#include "core/resource/well_known.h"

namespace meshgate::attach {
namespace {

using resource::Kind;
using resource::Node;

FromNamespaces ParseFrom(std::string_view text) {
  if (text == "Same") return FromNamespaces::kSame;
  if (text == "All") return FromNamespaces::kAll;
  if (text == "Selector") return FromNamespaces::kSelector;
  return FromNamespaces::kNone;
}

}  // namespace

AllowedRoutes ParseAllowedRoutes(Node listener) {
  const Node allowed = listener["allowedRoutes"];
  const Node namespaces = allowed["namespaces"];
  AllowedRoutes parsed;
  parsed.from = ParseFrom(namespaces["from"].TextOr("Same"));
  if (parsed.from == FromNamespaces::kSelector) {
    parsed.selector = ParseLabelSelector(namespaces["selector"]);
  }
  for (const Node entry : allowed["kinds"].items()) {
    parsed.kinds.push_back(
        Kind::Of(entry["group"].TextOr(resource::kGatewayApiGroup), entry["kind"].text()));
  }
  return parsed;
}

}  // namespace meshgate::attach
