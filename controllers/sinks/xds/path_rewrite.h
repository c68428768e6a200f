// How a path rewrite becomes one of Envoy's, for forwarding and for redirects alike. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_PATH_REWRITE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_PATH_REWRITE_H_

#include <cstddef>
#include <string>

#include "core/ir/route.h"

namespace meshgate::xds {

// What a rewrite does to a path that has matched (Gateway API: HTTPPathModifier).
struct PathChange {
  enum class Kind { kNone, kFull, kPrefix };
  Kind kind = Kind::kNone;
  std::string text;           // the new path, or what the prefix is replaced by
  std::string prefix;         // kPrefix: what the matched path begins with
  bool drop_slashes = false;  // kPrefix: those after the prefix go too, lest "/" become "//"
};

// Only a path that matched by Exact or PathPrefix has a prefix to replace.
PathChange PlanPathChange(const ir::PathRewrite& rewrite, const ir::PathMatch& match);

// A regular expression for `change.prefix` and the slashes that go with it.
std::string PrefixPattern(const PathChange& change);

// Works for RouteAction (`set_full`: its path_rewrite) and RedirectAction (path_redirect), which
// name the prefix forms alike.
template <typename Action, typename SetFull>
void RenderPathChange(const PathChange& change, Action& action, SetFull set_full) {
  if (change.kind == PathChange::Kind::kFull) {
    set_full(change.text);
  } else if (change.kind == PathChange::Kind::kPrefix && change.drop_slashes) {
    action.mutable_regex_rewrite()->mutable_pattern()->set_regex(PrefixPattern(change));
    action.mutable_regex_rewrite()->set_substitution("/");
  } else if (change.kind == PathChange::Kind::kPrefix) {
    action.set_prefix_rewrite(change.text);
  }
}

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_PATH_REWRITE_H_
