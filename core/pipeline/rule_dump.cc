#include "core/pipeline/rule_dump.h"

#include <string>
#include <utility>

#include "core/pipeline/ir_value.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline {
namespace {

using resource::Value;

void SetText(Value& map, std::string_view key, const std::string& text) {
  if (!text.empty()) map.Set(key, Value::String(text));
}

void SetMap(Value& map, std::string_view key, Value value) {
  if (!value.fields.empty()) map.Set(key, std::move(value));
}

void SetList(Value& map, std::string_view key, Value value) {
  if (!value.items.empty()) map.Set(key, std::move(value));
}

std::string_view TypeName(ir::PathMatchType type) {
  switch (type) {
    case ir::PathMatchType::kExact:
      return "exact";
    case ir::PathMatchType::kPathPrefix:
      return "prefix";
    case ir::PathMatchType::kRegularExpression:
      return "regularExpression";
  }
  return "";
}

Value DumpValueMatches(const std::vector<ir::ValueMatch>& matches) {
  Value list = Value::List();
  for (const ir::ValueMatch& match : matches) {
    Value& item = list.items.emplace_back(Value::Map());
    SetText(item, "name", match.name);
    item.Set(match.type == ir::ValueMatchType::kExact ? "exact" : "regularExpression",
             Value::String(match.value));
  }
  return list;
}

Value DumpHeaders(const std::vector<ir::HeaderValue>& headers) {
  Value list = Value::List();
  for (const ir::HeaderValue& header : headers) {
    list.items.push_back(Value::Map({{header.name, Value::String(header.value), {}}}));
  }
  return list;
}

void SetPath(Value& map, const std::optional<ir::PathRewrite>& path) {
  if (!path) return;
  const bool full = path->type == ir::PathRewriteType::kReplaceFullPath;
  map.Set(full ? "fullPath" : "prefix", Value::String(path->value));
}

Value DumpRedirect(const ir::Redirect& redirect) {
  Value map = Value::Map();
  SetText(map, "scheme", redirect.scheme);
  SetText(map, "hostname", redirect.hostname);
  SetPath(map, redirect.path);
  if (redirect.port != 0) map.Set("port", Value::Integer(redirect.port));
  map.Set("status", Value::Integer(redirect.status_code));
  return map;
}

Value DumpRewrite(const ir::UrlRewrite& rewrite) {
  Value map = Value::Map();
  SetText(map, "hostname", rewrite.hostname);
  SetPath(map, rewrite.path);
  return map;
}

void SetResponse(Value& map, const ir::DirectResponse& response) {
  map.Set("respond", Value::Integer(response.status));
  SetText(map, "body", response.body);
}

Value DumpEnvoyFilters(const std::vector<RuleFilters::EnvoyFilter>& filters) {
  Value list = Value::List();
  for (const RuleFilters::EnvoyFilter& filter : filters) {
    Value& item = list.items.emplace_back(Value::Map());
    item.Set("kind", Value::String(ToString(filter.kind)));
    item.Set("type", Value::String(filter.message.type));
    item.Set("fields", ToResourceValue(filter.message.fields));
  }
  return list;
}

Value DumpBackend(const ir::BackendRef& ref, const std::optional<BackendId>& backend) {
  Value map = Value::Map();
  if (backend) {
    map.Set("service", Value::String(resource::NamespacedName(backend->ns, backend->service)));
    map.Set("port", Value::Integer(backend->port));
  } else {
    map.Set("invalid", Value::String(ref.field));
  }
  map.Set("weight", Value::Integer(ref.weight));
  SetMap(map, "requestHeaders", DumpHeaderModifier(ref.request_headers));
  SetMap(map, "responseHeaders", DumpHeaderModifier(ref.response_headers));
  return map;
}

Value DumpL4Backend(const L4Backend& from, size_t index) {
  ir::BackendRef ref;
  ref.field = "spec.rules[0].backendRefs[" + std::to_string(index) + "]";
  ref.weight = from.weight;
  return DumpBackend(ref, from.backend);
}

Value DumpMirrors(const ir::Rule& rule, const ResolvedRule& resolved) {
  Value list = Value::List();
  for (size_t i = 0; i < rule.mirrors.size(); ++i) {
    const ir::Mirror& mirror = rule.mirrors[i];
    Value& item = list.items.emplace_back(DumpBackend(mirror.backend, resolved.mirrors[i]));
    item.Take("weight");
    item.Set("share", Value::String(std::to_string(mirror.numerator) + "/" +
                                    std::to_string(mirror.denominator)));
  }
  return list;
}

void SetTimeout(Value& map, std::string_view key,
                const std::optional<std::chrono::milliseconds>& timeout) {
  if (timeout) map.Set(key, Value::String(std::to_string(timeout->count()) + "ms"));
}

}  // namespace

Value DumpHeaderModifier(const ir::HeaderModifier& modifier) {
  Value map = Value::Map();
  SetList(map, "set", DumpHeaders(modifier.set));
  SetList(map, "add", DumpHeaders(modifier.add));
  Value removed = Value::List();
  for (const std::string& name : modifier.remove) removed.items.push_back(Value::String(name));
  SetList(map, "remove", std::move(removed));
  return map;
}

Value DumpMatch(const ir::HttpMatch& match) {
  Value map = Value::Map();
  map.Set(TypeName(match.path.type), Value::String(match.path.value));
  SetText(map, "method", match.method);
  SetList(map, "headers", DumpValueMatches(match.headers));
  SetList(map, "queryParams", DumpValueMatches(match.query_params));
  return map;
}

Value DumpAction(const ir::Rule& rule, const ResolvedRule& resolved) {
  Value map = Value::Map();
  if (resolved.refused) {
    map.Set("respond", Value::Integer(500));
    return map;
  }
  SetMap(map, "requestHeaders", DumpHeaderModifier(RequestHeadersOf(rule, resolved)));
  SetMap(map, "responseHeaders", DumpHeaderModifier(ResponseHeadersOf(rule, resolved)));
  if (resolved.filters) {
    SetList(map, "envoyFilters", DumpEnvoyFilters(resolved.filters->envoy_filters));
  }
  if (const auto& response = DirectResponseOf(rule, resolved)) {
    SetResponse(map, *response);
    return map;
  }
  if (rule.redirect) map.Set("redirect", DumpRedirect(*rule.redirect));
  if (rule.rewrite) SetMap(map, "rewrite", DumpRewrite(*rule.rewrite));
  SetTimeout(map, "requestTimeout", rule.timeouts.request);
  SetTimeout(map, "backendRequestTimeout", rule.timeouts.backend_request);
  SetList(map, "mirrors", DumpMirrors(rule, resolved));
  Value backends = Value::List();
  for (size_t i = 0; i < rule.backends.size(); ++i) {
    backends.items.push_back(DumpBackend(rule.backends[i], resolved.backends[i]));
  }
  SetList(map, "backends", std::move(backends));
  return map;
}

Value DumpL4(const L4Service& service) {
  Value map = Value::Map();
  if (!service.route) return map;
  map.Set("route", Value::String(ToString(*service.route)));
  SetText(map, "rule", service.rule_name);
  Value& backends = map.Set("backends", Value::List());
  for (size_t i = 0; i < service.backends.size(); ++i) {
    backends.items.push_back(DumpL4Backend(service.backends[i], i));
  }
  return map;
}

}  // namespace meshgate::pipeline
