#include "core/attach/precedence.h"

#include <string>
#include <tuple>

namespace meshgate::attach {
namespace {

using resource::ObjectId;

// Upstream orders by the joined text: "a-b/x" stands before "a/x", since '-' is before '/'.
std::strong_ordering CompareNames(const ObjectId& a, const ObjectId& b) {
  if (a.ns == b.ns) return a.name <=> b.name;
  return a.ns + "/" + a.name <=> b.ns + "/" + b.name;
}

}  // namespace

std::strong_ordering operator<=>(const MatchRank& a, const MatchRank& b) {
  // Path types are enumerated in their order of precedence; of the others, more goes first.
  return std::tie(a.path_type, b.path_length, b.has_method, b.headers, b.query_params) <=>
         std::tie(b.path_type, a.path_length, a.has_method, a.headers, a.query_params);
}

MatchRank RankOf(const ir::HttpMatch& match) {
  return {.path_type = match.path.type,
          .path_length = static_cast<uint32_t>(match.path.value.size()),
          .has_method = !match.method.empty(),
          .headers = static_cast<uint16_t>(match.headers.size()),
          .query_params = static_cast<uint16_t>(match.query_params.size())};
}

bool IsUnconditional(const ir::HttpMatch& match) {
  return match.path.type == ir::PathMatchType::kPathPrefix && match.path.value == "/" &&
         match.method.empty() && match.headers.empty() && match.query_params.empty();
}

std::strong_ordering operator<=>(const RouteAge& a, const RouteAge& b) {
  if (a.created_seconds != b.created_seconds) return a.created_seconds <=> b.created_seconds;
  const std::strong_ordering names = CompareNames(*a.route, *b.route);
  return names != 0 ? names : *a.route <=> *b.route;
}

}  // namespace meshgate::attach
