#include "controllers/sinks/xds/path_rewrite.h"

#include <string_view>

#include "controllers/sinks/xds/render_match.h"
#include "re2/re2.h"

namespace meshgate::xds {

PathChange PlanPathChange(const ir::PathRewrite& rewrite, const ir::PathMatch& match) {
  PathChange change;
  if (rewrite.type == ir::PathRewriteType::kReplaceFullPath) {
    change.kind = PathChange::Kind::kFull;
    change.text = rewrite.value.empty() ? "/" : rewrite.value;
    return change;
  }
  if (match.type == ir::PathMatchType::kRegularExpression) return change;
  const std::string_view from = TrimPrefix(match.value);
  const std::string_view to = TrimPrefix(rewrite.value);
  if (from == to) return change;
  change.kind = PathChange::Kind::kPrefix;
  // "/" as a prefix is the slash itself, so the replacement keeps one.
  change.prefix = from.empty() ? "/" : std::string(from);
  change.text = std::string(to);
  if (from.empty() || to.empty()) change.text.push_back('/');
  change.drop_slashes = to.empty();
  return change;
}

std::string PrefixPattern(const PathChange& change) {
  return "^" + re2::RE2::QuoteMeta(change.prefix) + "/*";
}

}  // namespace meshgate::xds
