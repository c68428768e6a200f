#include "core/plugin/http/redirect.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

#include "core/plugin/parent_refs.h"
#include "core/plugin/syntax.h"

namespace meshgate::plugin::http {
namespace {

std::string DescribeHostname(Node node, const std::string& field, RuleScope& scope) {
  std::string hostname = ToLower(node.Text());
  if (node && !IsPreciseHostname(hostname)) {
    scope.Refuse(field + ".hostname", "\"" + hostname +
                                          "\" is not a hostname without wildcard; write one such " +
                                          "as \"www.example.com\"");
  }
  return hostname;
}

std::optional<ir::PathRewrite> DescribePathRewrite(Node path, const std::string& filter_field,
                                                   const std::vector<ir::HttpMatch>& matches,
                                                   RuleScope& scope) {
  if (!path) return std::nullopt;
  const std::string field = filter_field + ".path";
  ir::PathRewrite rewrite;
  if (path["type"].Text() == "ReplacePrefixMatch") {
    rewrite.type = ir::PathRewriteType::kReplacePrefixMatch;
    rewrite.value = path["replacePrefixMatch"].Text();
    if (matches.size() != 1 || matches[0].path.type != ir::PathMatchType::kPathPrefix) {
      scope.Refuse(field, "ReplacePrefixMatch needs exactly one match, of type PathPrefix; " +
                              std::string("split the rule, or use ReplaceFullPath"));
    }
  } else if (path["type"].Text() == "ReplaceFullPath") {
    rewrite.value = path["replaceFullPath"].Text();
  } else {
    scope.Refuse(field + ".type", "path type " + std::string(path["type"].Text()) +
                                      " is not supported; use ReplaceFullPath or " +
                                      "ReplacePrefixMatch");
    return std::nullopt;
  }
  const bool empty_prefix =
      rewrite.type == ir::PathRewriteType::kReplacePrefixMatch && rewrite.value.empty();
  if (!empty_prefix && (!IsPrintable(rewrite.value) || rewrite.value[0] != '/')) {
    scope.Refuse(field, "the new path \"" + rewrite.value +
                            "\" must begin with '/' and consist of printable ASCII characters; " +
                            "write such a path");
  } else if (rewrite.value.find_first_of("?#") != std::string::npos) {
    scope.Refuse(field, "the new path \"" + rewrite.value +
                            "\" must have no '?' and no '#': the query of the request stays; " +
                            "write %3F or %23 for the character, or leave the query away");
  }
  return rewrite;
}

}  // namespace

ir::Redirect DescribeRedirect(Node filter, const std::string& field,
                              const std::vector<ir::HttpMatch>& matches, RuleScope& scope) {
  static constexpr int kStatusCodes[] = {301, 302, 303, 307, 308};
  ir::Redirect redirect;
  redirect.scheme = filter["scheme"].Text();
  if (!redirect.scheme.empty() && redirect.scheme != "http" && redirect.scheme != "https") {
    scope.Refuse(field + ".scheme",
                 "scheme \"" + redirect.scheme + "\" is not supported; use http or https");
  }
  redirect.hostname = DescribeHostname(filter["hostname"], field, scope);
  redirect.path = DescribePathRewrite(filter["path"], field, matches, scope);
  redirect.port = DescribePort(filter["port"]);
  if (redirect.port < 0) {
    scope.Refuse(field + ".port", "the port must be from 1 to 65535; write such a port");
  }
  const int64_t status = filter["statusCode"].Int(302);
  if (std::find(std::begin(kStatusCodes), std::end(kStatusCodes), status) ==
      std::end(kStatusCodes)) {
    scope.Refuse(field + ".statusCode", "status code " + std::to_string(status) +
                                            " is not supported; use 301, 302, 303, 307 or 308");
  } else {
    redirect.status_code = static_cast<int>(status);
  }
  return redirect;
}

ir::UrlRewrite DescribeUrlRewrite(Node filter, const std::string& field,
                                  const std::vector<ir::HttpMatch>& matches, RuleScope& scope) {
  ir::UrlRewrite rewrite;
  rewrite.hostname = DescribeHostname(filter["hostname"], field, scope);
  rewrite.path = DescribePathRewrite(filter["path"], field, matches, scope);
  return rewrite;
}

}  // namespace meshgate::plugin::http
