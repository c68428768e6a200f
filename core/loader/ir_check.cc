#include "core/loader/ir_check.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

#include "core/loader/expression.h"
#include "core/plugin/syntax.h"
#include "core/resource/kind.h"
#include "core/resource/well_known.h"

namespace meshgate::loader {
namespace {

using resource::Kind;

// Far above what Gateway API allows (16 rules, 64 matches, 16 backends); bounds memory, not users.
constexpr size_t kMaxItems = 1024;
constexpr size_t kMaxText = 4096;
constexpr size_t kMaxName = 1024;  // of a query parameter: Envoy takes no longer one
constexpr int kMaxDepth = 32;
constexpr uint32_t kMaxWeight = 1000000;
constexpr std::chrono::hours kMaxTimeout(4 * 99999);

// Keeps the first thing that is wrong.
class Checker {
 public:
  explicit Checker(std::string where) : where_(std::move(where)) {}

  void Require(bool holds, std::string_view field, std::string_view rule) {
    if (holds || !error_.empty()) return;
    error_ = where_;
    error_.append(field).append(" ").append(rule);
  }
  std::string Take() && { return std::move(error_); }

 private:
  std::string where_;
  std::string error_;
};

bool IsText(std::string_view text) { return text.size() <= kMaxText && plugin::IsPrintable(text); }
bool IsOptionalText(std::string_view text) { return text.empty() || IsText(text); }
bool IsOptionalHostname(std::string_view text) {
  return text.empty() || plugin::IsPreciseHostname(text);
}
bool IsOptionalPort(int port) { return port >= 0 && port <= 65535; }
bool IsLowerToken(std::string_view text) {
  return plugin::IsToken(text) && std::none_of(text.begin(), text.end(), plugin::IsUpper);
}

// The schemas of references admit any name, such as one that no object can have.
bool IsObjectName(const ir::ObjectName& object) {
  return IsOptionalText(object.group) && IsText(object.kind) && IsOptionalText(object.ns) &&
         !object.name.empty() && object.name.size() <= kMaxText;
}

bool IsExpression(std::string_view text) {
  return text.size() <= kMaxText && ExpressionError(text).empty();
}

bool IsPathMatch(const ir::PathMatch& path) {
  if (path.type == ir::PathMatchType::kRegularExpression) return IsExpression(path.value);
  const bool known =
      path.type == ir::PathMatchType::kExact || path.type == ir::PathMatchType::kPathPrefix;
  const bool trailing_slash = path.type == ir::PathMatchType::kPathPrefix &&
                              path.value.size() > 1 && path.value.back() == '/';
  return known && !trailing_slash && plugin::PathError(path.value).empty();
}

bool IsValueMatch(const ir::ValueMatch& match) {
  if (!plugin::IsToken(match.name) || match.name.size() > kMaxName) return false;
  if (match.type == ir::ValueMatchType::kRegularExpression) return IsExpression(match.value);
  return match.type == ir::ValueMatchType::kExact && IsText(match.value);
}

void CheckHeaders(const ir::HeaderModifier& modifier, std::string_view field, Checker& checker) {
  const auto is_name = [](const std::string& name) { return IsLowerToken(name) && name != "host"; };
  const auto is_value = [&](const ir::HeaderValue& value) {
    return is_name(value.name) && IsText(value.value);
  };
  checker.Require(std::all_of(modifier.set.begin(), modifier.set.end(), is_value) &&
                      std::all_of(modifier.add.begin(), modifier.add.end(), is_value) &&
                      std::all_of(modifier.remove.begin(), modifier.remove.end(), is_name),
                  field, "must have lower case names other than host, and printable values");
}

bool AreFieldNames(const ir::ValueMap& fields) {
  std::set<std::string_view> names;
  return std::all_of(fields.begin(), fields.end(), [&](const ir::ValueField& field) {
    return IsText(field.name) && names.insert(field.name).second;
  });
}

// Takes what the value holds off `left`; false when that is not enough, the value is too deep, a
// text is too long, or a map has a name twice.
bool Spend(const ir::Value& value, int depth, size_t& left) {
  if (depth == 0 || left == 0) return false;
  --left;
  if (const auto* text = std::get_if<std::string>(&value.data)) return text->size() <= kMaxText;
  if (const auto* list = std::get_if<ir::ValueList>(&value.data)) {
    return std::all_of(list->begin(), list->end(),
                       [&](const ir::Value& item) { return Spend(item, depth - 1, left); });
  }
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data)) {
    return AreFieldNames(*map) &&
           std::all_of(map->begin(), map->end(), [&](const ir::ValueField& field) {
             return Spend(field.value, depth - 1, left);
           });
  }
  return true;
}

void CheckPathRewrite(const std::optional<ir::PathRewrite>& rewrite, const ir::Rule& rule,
                      std::string_view field, Checker& checker) {
  if (!rewrite) return;
  const bool prefix = rewrite->type == ir::PathRewriteType::kReplacePrefixMatch;
  const bool only_prefixes = std::all_of(
      rule.matches.begin(), rule.matches.end(),
      [](const ir::HttpMatch& match) { return match.path.type == ir::PathMatchType::kPathPrefix; });
  checker.Require(prefix || rewrite->type == ir::PathRewriteType::kReplaceFullPath, field,
                  "must have a known type");
  checker.Require(
      (prefix && rewrite->value.empty()) || (IsText(rewrite->value) && rewrite->value[0] == '/'),
      field, "must begin with '/' and be printable");
  checker.Require(!prefix || only_prefixes, field, "replaces a prefix that is not matched");
}

void CheckRedirect(const ir::Redirect& redirect, const ir::Rule& rule, Checker& checker) {
  static constexpr int kStatusCodes[] = {301, 302, 303, 307, 308};
  checker.Require(
      redirect.scheme.empty() || redirect.scheme == "http" || redirect.scheme == "https",
      "redirect.scheme", "must be http, https or empty");
  checker.Require(IsOptionalHostname(redirect.hostname), "redirect.hostname",
                  "must be a hostname or empty");
  checker.Require(IsOptionalPort(redirect.port), "redirect.port", "must be from 0 to 65535");
  checker.Require(std::find(std::begin(kStatusCodes), std::end(kStatusCodes),
                            redirect.status_code) != std::end(kStatusCodes),
                  "redirect.status_code", "must be 301, 302, 303, 307 or 308");
  CheckPathRewrite(redirect.path, rule, "redirect.path", checker);
}

void CheckBackend(const ir::BackendRef& backend, std::string_view field, Checker& checker) {
  checker.Require(IsObjectName(backend.object), field, "must have a kind and a name");
  checker.Require(IsOptionalPort(backend.port), field, "must have a port from 0 to 65535");
  checker.Require(backend.weight <= kMaxWeight, field, "must have a weight up to 1000000");
  checker.Require(IsOptionalText(backend.field), field, "must have a printable field path");
  CheckHeaders(backend.request_headers, field, checker);
  CheckHeaders(backend.response_headers, field, checker);
}

void CheckDirectResponse(const std::optional<ir::DirectResponse>& response, Checker& checker) {
  if (!response) return;
  checker.Require(response->status >= 200 && response->status <= 599, "direct_response.status",
                  "must be from 200 to 599");
  checker.Require(response->body.size() <= kMaxText, "direct_response.body",
                  "must not be longer than 4096 bytes");
}

void CheckTimeout(const std::optional<std::chrono::milliseconds>& timeout, std::string_view field,
                  Checker& checker) {
  checker.Require(!timeout || (timeout->count() >= 0 && *timeout <= kMaxTimeout), field,
                  "must be from 0 to 399996 hours");
}

std::string RulePath(size_t index) { return "rules[" + std::to_string(index) + "]."; }

}  // namespace

std::string FindInvalidRoute(const ir::Route& route) {
  Checker checker("");
  checker.Require(route.parents.size() <= kMaxItems && route.hostnames.size() <= kMaxItems &&
                      route.rules.size() <= kMaxItems,
                  "the route", "must not have more than 1024 parents, hostnames or rules");
  for (const ir::ParentRef& parent : route.parents) {
    checker.Require(IsObjectName(parent.object) && IsOptionalText(parent.section_name), "parents",
                    "must have a kind and a name");
  }
  for (const std::string& hostname : route.hostnames) {
    checker.Require(plugin::IsHostname(hostname), "hostnames", "must be hostnames in lower case");
  }
  return std::move(checker).Take();
}

std::string FindInvalidMatch(const ir::Rule& rule, size_t index, ir::Traffic traffic) {
  Checker checker(RulePath(index));
  checker.Require(rule.matches.size() <= kMaxItems, "matches", "must not be more than 1024");
  checker.Require(traffic == ir::Traffic::kHttp || rule.matches.empty(), "matches",
                  "must be empty for a kind that routes no requests");
  checker.Require(traffic == ir::Traffic::kHttp || rule.filters.empty(), "filters",
                  "must be empty for a kind that routes no requests");
  for (const ir::HttpMatch& match : rule.matches) {
    checker.Require(match.headers.size() <= kMaxItems && match.query_params.size() <= kMaxItems,
                    "matches", "must not have more than 1024 headers or query parameters");
    checker.Require(IsPathMatch(match.path), "matches.path",
                    "must be a valid path without a trailing '/', or a valid expression");
    checker.Require(match.method.empty() || plugin::IsToken(match.method), "matches.method",
                    "must be a method or empty");
    for (const ir::ValueMatch& header : match.headers) {
      checker.Require(IsValueMatch(header) && IsLowerToken(header.name), "matches.headers",
                      "must have a lower case name and a printable value or a valid expression");
    }
    for (const ir::ValueMatch& param : match.query_params) {
      checker.Require(IsValueMatch(param), "matches.query_params",
                      "must have a name and a printable value or a valid expression");
    }
  }
  return std::move(checker).Take();
}

std::string FindInvalidAction(const ir::Rule& rule, size_t index) {
  Checker checker(RulePath(index));
  checker.Require(IsOptionalText(rule.name), "name", "must be printable");
  checker.Require(rule.backends.size() <= kMaxItems && rule.mirrors.size() <= kMaxItems, "backends",
                  "must not be more than 1024");
  checker.Require(rule.filters.size() <= kMaxItems, "filters", "must not be more than 1024");
  checker.Require(!rule.redirect || !rule.rewrite, "rewrite", "cannot go with a redirect");
  CheckDirectResponse(rule.direct_response, checker);
  CheckHeaders(rule.request_headers, "request_headers", checker);
  CheckHeaders(rule.response_headers, "response_headers", checker);
  CheckTimeout(rule.timeouts.request, "timeouts.request", checker);
  CheckTimeout(rule.timeouts.backend_request, "timeouts.backend_request", checker);
  if (rule.redirect) CheckRedirect(*rule.redirect, rule, checker);
  if (rule.rewrite) {
    checker.Require(IsOptionalHostname(rule.rewrite->hostname), "rewrite.hostname",
                    "must be a hostname or empty");
    CheckPathRewrite(rule.rewrite->path, rule, "rewrite.path", checker);
  }
  for (const ir::BackendRef& backend : rule.backends) CheckBackend(backend, "backends", checker);
  for (const ir::Reference& filter : rule.filters) {
    checker.Require(IsObjectName(filter.object) && filter.object.ns.empty(), "filters",
                    "must have a kind and a name, and no namespace");
    checker.Require(IsOptionalText(filter.field), "filters", "must have a printable field path");
  }
  for (const ir::Mirror& mirror : rule.mirrors) {
    CheckBackend(mirror.backend, "mirrors", checker);
    checker.Require(mirror.denominator > 0 && mirror.numerator <= mirror.denominator, "mirrors",
                    "must be a share from 0 to 1");
  }
  return std::move(checker).Take();
}

std::string FindInvalidFilter(const ir::Filter& filter, bool has_envoy_filter) {
  Checker checker("");
  CheckHeaders(filter.request_headers, "request_headers", checker);
  CheckHeaders(filter.response_headers, "response_headers", checker);
  CheckDirectResponse(filter.direct_response, checker);
  if (filter.envoy_filter) {
    checker.Require(has_envoy_filter, "envoy_filter",
                    "must be absent, since the kind registered no Envoy filter");
    const std::string error = FindInvalidMessage(*filter.envoy_filter);
    checker.Require(error.empty(), "envoy_filter", "cannot be used: " + error);
  }
  return std::move(checker).Take();
}

std::string FindInvalidReferences(const std::vector<ir::Reference>& references) {
  Checker checker("");
  checker.Require(references.size() <= kMaxItems, "references", "must be at most 1024");
  for (size_t i = 0; i < references.size(); ++i) {
    const ir::Reference& reference = references[i];
    Checker of_one("references[" + std::to_string(i) + "].");
    of_one.Require(IsText(reference.object.kind), "object.kind", "must be a kind");
    of_one.Require(IsText(reference.object.name), "object.name", "must be a name");
    of_one.Require(IsText(reference.field), "field", "must be a printable field path");
    std::string error = std::move(of_one).Take();
    if (!error.empty()) return error;
  }
  return std::move(checker).Take();
}

std::string FindInvalidListener(const ir::ListenerTls& tls, const std::vector<bool>& usable) {
  Checker checker("");
  std::vector<bool> left = usable;
  for (const size_t place : tls.certificates) {
    checker.Require(place < left.size() && left[place], "certificates",
                    "must be places of references that lead to a certificate, none twice");
    if (place < left.size()) left[place] = false;
  }
  const std::vector<std::string>& suites = tls.settings.cipher_suites;
  checker.Require(std::all_of(suites.begin(), suites.end(), ir::IsCipherSuite),
                  "settings.cipher_suites", "must be some of ir::kCipherSuites");
  return std::move(checker).Take();
}

std::string FindInvalidTargets(const std::vector<ir::PolicyTarget>& targets) {
  Checker checker("");
  checker.Require(targets.size() <= kMaxItems, "targets", "must be at most 1024");
  for (const ir::PolicyTarget& target : targets) {
    checker.Require(IsText(target.kind.kind) && IsText(target.name) &&
                        IsOptionalText(target.section),
                    "targets", "must have a kind and a name");
    checker.Require(IsText(target.field), "targets", "must have a printable field path");
  }
  return std::move(checker).Take();
}

std::string FindInvalidPolicy(const ir::PolicyFragment& policy,
                              const std::vector<ir::KindName>& targets) {
  const auto is_target = [&](Kind kind) {
    return std::any_of(targets.begin(), targets.end(), [&](const ir::KindName& name) {
      return Kind::Of(name.group, name.kind) == kind;
    });
  };
  Checker checker("");
  checker.Require(!policy.connect_timeout || is_target(resource::kService), "connect_timeout",
                  "must be absent, since the kind does not target Services");
  const auto timeout = policy.connect_timeout.value_or(ir::kLongestConnectTimeout);
  checker.Require(timeout.count() > 0 && timeout <= ir::kLongestConnectTimeout, "connect_timeout",
                  "must be from 1 ms to a minute");
  checker.Require(policy.response_headers.empty() || is_target(resource::kGateway),
                  "response_headers", "must be empty, since the kind does not target Gateways");
  CheckHeaders(policy.response_headers, "response_headers", checker);
  return std::move(checker).Take();
}

std::string FindInvalidMessage(const ir::EnvoyMessage& message) {
  Checker checker("");
  checker.Require(IsText(message.type), "type", "must be the full name of a message");
  size_t left = kMaxItems;
  checker.Require(Spend(message.fields, kMaxDepth, left), "fields",
                  "must have printable names, none twice, texts of up to 4096 bytes, up to 1024 "
                  "items and a depth of up to 32");
  return std::move(checker).Take();
}

}  // namespace meshgate::loader
