#include "controllers/sinks/xds/render_match.h"

#include "controllers/sinks/xds/render_headers.h"
#include "core/loader/expression.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/regex.pb.h"
#include "envoy/type/matcher/v3/string.pb.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;
namespace matcher = envoy::type::matcher::v3;

bool RenderRegex(const std::string& pattern, matcher::RegexMatcher& out) {
  out.set_regex(pattern);
  return loader::ExpressionError(pattern).empty();
}

bool RenderValue(const ir::ValueMatch& match, matcher::StringMatcher& out) {
  if (match.type == ir::ValueMatchType::kRegularExpression) {
    return RenderRegex(match.value, *out.mutable_safe_regex());
  }
  out.set_exact(match.value);
  return true;
}

bool RenderPrefix(std::string_view value, route::RouteMatch& out) {
  const std::string_view prefix = TrimPrefix(value);
  if (prefix.empty()) {
    out.set_prefix("/");
    return true;
  }
  out.set_path_separated_prefix(std::string(prefix));
  return prefix.size() > 1 && prefix.front() == '/' &&
         prefix.find_first_of("?#") == std::string_view::npos;
}

bool RenderPath(const ir::PathMatch& match, route::RouteMatch& out) {
  switch (match.type) {
    case ir::PathMatchType::kExact:
      out.set_path(match.value);
      return !match.value.empty();
    case ir::PathMatchType::kPathPrefix:
      return RenderPrefix(match.value, out);
    case ir::PathMatchType::kRegularExpression:
      return RenderRegex(match.value, *out.mutable_safe_regex());
  }
  return false;
}

}  // namespace

std::string_view TrimPrefix(std::string_view prefix) {
  while (!prefix.empty() && prefix.back() == '/') prefix.remove_suffix(1);
  return prefix;
}

bool RenderMatch(const ir::HttpMatch& match, route::RouteMatch& out) {
  bool accepted = RenderPath(match.path, out);
  if (!match.method.empty()) {
    route::HeaderMatcher& method = *out.add_headers();
    method.set_name(":method");
    method.mutable_string_match()->set_exact(match.method);
  }
  for (const ir::ValueMatch& header : match.headers) {
    route::HeaderMatcher& out_header = *out.add_headers();
    out_header.set_name(header.name);
    accepted &= IsHeaderName(header.name);
    accepted &= RenderValue(header, *out_header.mutable_string_match());
  }
  for (const ir::ValueMatch& parameter : match.query_params) {
    route::QueryParameterMatcher& out_parameter = *out.add_query_parameters();
    out_parameter.set_name(parameter.name);
    accepted &= !parameter.name.empty() && parameter.name.size() <= 1024;
    accepted &= RenderValue(parameter, *out_parameter.mutable_string_match());
  }
  return accepted;
}

}  // namespace meshgate::xds
