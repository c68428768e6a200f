#include "controllers/sinks/xds/render_match.h"

#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/regex.pb.h"
#include "envoy/type/matcher/v3/string.pb.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;
namespace matcher = envoy::type::matcher::v3;

void RenderValue(const ir::ValueMatch& match, matcher::StringMatcher& out) {
  if (match.type == ir::ValueMatchType::kRegularExpression) {
    out.mutable_safe_regex()->set_regex(match.value);
  } else {
    out.set_exact(match.value);
  }
}

void RenderPrefix(std::string_view value, route::RouteMatch& out) {
  const std::string_view prefix = TrimPrefix(value);
  if (prefix.empty()) {
    out.set_prefix("/");
  } else {
    out.set_path_separated_prefix(std::string(prefix));
  }
}

void RenderPath(const ir::PathMatch& match, route::RouteMatch& out) {
  switch (match.type) {
    case ir::PathMatchType::kExact:
      out.set_path(match.value);
      break;
    case ir::PathMatchType::kPathPrefix:
      RenderPrefix(match.value, out);
      break;
    case ir::PathMatchType::kRegularExpression:
      out.mutable_safe_regex()->set_regex(match.value);
      break;
  }
}

}  // namespace

std::string_view TrimPrefix(std::string_view prefix) {
  while (!prefix.empty() && prefix.back() == '/') prefix.remove_suffix(1);
  return prefix;
}

void RenderMatch(const ir::HttpMatch& match, route::RouteMatch& out) {
  RenderPath(match.path, out);
  if (!match.method.empty()) {
    route::HeaderMatcher& method = *out.add_headers();
    method.set_name(":method");
    method.mutable_string_match()->set_exact(match.method);
  }
  for (const ir::ValueMatch& header : match.headers) {
    route::HeaderMatcher& out_header = *out.add_headers();
    out_header.set_name(header.name);
    RenderValue(header, *out_header.mutable_string_match());
  }
  for (const ir::ValueMatch& parameter : match.query_params) {
    route::QueryParameterMatcher& out_parameter = *out.add_query_parameters();
    out_parameter.set_name(parameter.name);
    RenderValue(parameter, *out_parameter.mutable_string_match());
  }
}

}  // namespace meshgate::xds
