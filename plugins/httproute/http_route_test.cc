#include "plugins/httproute/http_route.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "core/ir/route.h"
#include "core/loader/call_plugin.h"
#include "core/loader/registry.h"
#include "core/resource/object.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::httproute {
namespace {

using loader::DescribedRoute;
using loader::Issue;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// `spec` is YAML in flow style.
DescribedRoute Describe(const std::string& spec) {
  static const HttpRoute implementation;
  static const loader::RouteKind kind = {
      resource::Kind::Of(resource::kGatewayApiGroup, "HTTPRoute"), implementation.spec(),
      &implementation, "httproute"};
  resource::Decoded decoded = resource::DecodeYaml(
      "apiVersion: gateway.networking.k8s.io/v1\n"
      "kind: HTTPRoute\n"
      "metadata: {name: echo, namespace: demo}\n"
      "spec: " +
      spec + "\n");
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  auto object = resource::MakeObject(std::move(decoded.documents.at(0).value), kind.kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return loader::CallDescribe(kind, **object);
}

// The one rule of a route, which nothing refuses.
ir::Rule DescribeServedRule(const std::string& rule) {
  const DescribedRoute described = Describe("{rules: [" + rule + "]}");
  EXPECT_THAT(described.issues, IsEmpty());
  EXPECT_THAT(described.rule_issues, ElementsAre(IsEmpty())) << described.rule_issues[0][0].message;
  return described.route.rules.at(0);
}

// The issues of the one rule of a route.
std::vector<Issue> DescribeRefusedRule(const std::string& rule) {
  DescribedRoute described = Describe("{rules: [" + rule + "]}");
  EXPECT_THAT(described.issues, IsEmpty());
  return std::move(described.rule_issues.at(0));
}

ir::HttpMatch PrefixMatch(std::string path) {
  return {.path = {ir::PathMatchType::kPathPrefix, std::move(path)}};
}

TEST(HttpRouteTest, DescribesParentsHostnamesAndBackends) {
  const ir::Route expected = {
      .parents = {{.object = {"gateway.networking.k8s.io", "Gateway", "infra", "edge"},
                   .section_name = "web",
                   .port = 8080},
                  {.object = {"", "Service", "", "echo"}}},
      .hostnames = {"echo.example.com", "*.example.org"},
      .rules = {{.name = "main",
                 .matches = {PrefixMatch("/")},
                 .backends = {{.object = {"", "Service", "", "echo"},
                               .port = 8080,
                               .weight = 1,
                               .field = "spec.rules[0].backendRefs[0]"},
                              {.object = {"example.com", "Pool", "next", "pool"},
                               .weight = 0,
                               .field = "spec.rules[0].backendRefs[1]"}}}},
  };
  const DescribedRoute described = Describe(R"({
    parentRefs: [{name: edge, namespace: infra, sectionName: web, port: 8080},
                 {group: "", kind: Service, name: echo}],
    hostnames: [Echo.Example.com, "*.example.org"],
    rules: [{name: main, backendRefs: [{name: echo, port: 8080},
      {group: example.com, kind: Pool, name: pool, namespace: next, weight: 0}]}]})");
  EXPECT_EQ(described.route, expected);
  EXPECT_THAT(described.issues, IsEmpty());
}

TEST(HttpRouteTest, DescribesMatches) {
  const ir::Rule rule = DescribeServedRule(R"({matches: [
      {path: {type: Exact, value: /a/}, method: GET},
      {path: {value: /b/}, headers: [{name: X-A, value: "1"}, {name: x-a, value: "2"}],
       queryParams: [{name: Q, value: "1"}, {name: q, value: "2"}, {name: q, value: "3"}]}]})");
  const std::vector<ir::HttpMatch> expected = {
      {.path = {ir::PathMatchType::kExact, "/a/"}, .method = "GET"},
      {.path = {ir::PathMatchType::kPathPrefix, "/b"},
       .headers = {{"x-a", ir::ValueMatchType::kExact, "1"}},
       .query_params = {{"Q", ir::ValueMatchType::kExact, "1"},
                        {"q", ir::ValueMatchType::kExact, "2"}}},
  };
  EXPECT_EQ(rule.matches, expected);
}

TEST(HttpRouteTest, DescribesHeaderModifiers) {
  const ir::Rule rule = DescribeServedRule(R"({
      filters: [
        {type: RequestHeaderModifier, requestHeaderModifier: {
          set: [{name: X-Set, value: "a, b"}], add: [{name: x-add, value: c}], remove: [X-Old]}},
        {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [Server]}}],
      backendRefs: [{name: echo, filters: [
        {type: RequestHeaderModifier, requestHeaderModifier: {set: [{name: Backend, value: e}]}},
        {type: ResponseHeaderModifier, responseHeaderModifier: {add: [{name: By, value: e}]}}
      ]}]})");
  EXPECT_EQ(rule.request_headers,
            (ir::HeaderModifier{
                .set = {{"x-set", "a, b"}}, .add = {{"x-add", "c"}}, .remove = {"x-old"}}));
  EXPECT_EQ(rule.response_headers, (ir::HeaderModifier{.remove = {"server"}}));
  EXPECT_EQ(rule.backends.at(0).request_headers, (ir::HeaderModifier{.set = {{"backend", "e"}}}));
  EXPECT_EQ(rule.backends.at(0).response_headers, (ir::HeaderModifier{.add = {{"by", "e"}}}));
}

TEST(HttpRouteTest, DescribesRedirects) {
  const struct {
    std::string filter;
    ir::Redirect expected;
  } cases[] = {
      {"{}", {}},
      {"{hostname: www.example.com, statusCode: 301}",
       {.hostname = "www.example.com", .status_code = 301}},
      {"{scheme: https, port: 8443, statusCode: 308}",
       {.scheme = "https", .port = 8443, .status_code = 308}},
      {"{path: {type: ReplaceFullPath, replaceFullPath: /new}, statusCode: 307}",
       {.path = ir::PathRewrite{ir::PathRewriteType::kReplaceFullPath, "/new"},
        .status_code = 307}},
      {"{path: {type: ReplacePrefixMatch, replacePrefixMatch: ''}, statusCode: 303}",
       {.path = ir::PathRewrite{ir::PathRewriteType::kReplacePrefixMatch, ""}, .status_code = 303}},
  };
  for (const auto& [filter, expected] : cases) {
    const ir::Rule rule =
        DescribeServedRule("{matches: [{path: {value: /old}}], filters: " +
                           ("[{type: RequestRedirect, requestRedirect: " + filter + "}]}"));
    EXPECT_EQ(rule.redirect, expected) << filter;
  }
}

TEST(HttpRouteTest, DescribesRewritesAndTimeouts) {
  const ir::Rule rule = DescribeServedRule(R"({
      filters: [{type: URLRewrite, urlRewrite: {hostname: in.example.com,
                 path: {type: ReplacePrefixMatch, replacePrefixMatch: /new}}}],
      timeouts: {request: 1m30s, backendRequest: 0s}})");
  const ir::UrlRewrite rewrite = {
      .hostname = "in.example.com",
      .path = ir::PathRewrite{ir::PathRewriteType::kReplacePrefixMatch, "/new"}};
  EXPECT_EQ(rule.rewrite, rewrite);
  EXPECT_EQ(rule.timeouts, (ir::Timeouts{std::chrono::seconds(90), std::chrono::milliseconds(0)}));
}

TEST(HttpRouteTest, DescribesRegularExpressions) {
  const ir::Rule rule = DescribeServedRule(R"({matches: [{
      path: {type: RegularExpression, value: '/a[0-9]+/'},
      headers: [{type: RegularExpression, name: X-A, value: 'b.*'}],
      queryParams: [{type: RegularExpression, name: Q, value: '(?i)c'}]}]})");
  const ir::HttpMatch expected = {{ir::PathMatchType::kRegularExpression, "/a[0-9]+/"},
                                  "",
                                  {{"x-a", ir::ValueMatchType::kRegularExpression, "b.*"}},
                                  {{"Q", ir::ValueMatchType::kRegularExpression, "(?i)c"}}};
  EXPECT_EQ(rule.matches, std::vector{expected});
}

TEST(HttpRouteTest, DescribesMirrorsWithTheirShares) {
  const ir::Rule rule = DescribeServedRule(R"({filters: [
      {type: RequestMirror, requestMirror: {backendRef: {name: a, port: 80}}},
      {type: RequestMirror, requestMirror: {backendRef: {name: b, namespace: o, port: 81},
                                            percent: 35}},
      {type: RequestMirror, requestMirror: {backendRef: {name: c}, fraction: {numerator: 1}}},
      {type: RequestMirror, requestMirror: {backendRef: {name: d},
                                            fraction: {numerator: 0, denominator: 7}}}]})");
  const auto mirror = [](size_t index, std::string ns, std::string name, int port, uint32_t share,
                         uint32_t whole) {
    ir::Mirror expected;
    expected.backend.object = {"", "Service", std::move(ns), std::move(name)};
    expected.backend.port = port;
    expected.backend.field =
        "spec.rules[0].filters[" + std::to_string(index) + "].requestMirror.backendRef";
    expected.numerator = share;
    expected.denominator = whole;
    return expected;
  };
  const std::vector expected = {mirror(0, "", "a", 80, 1, 1), mirror(1, "o", "b", 81, 35, 100),
                                mirror(2, "", "c", 0, 1, 100), mirror(3, "", "d", 0, 0, 7)};
  EXPECT_EQ(rule.mirrors, expected);
}

TEST(HttpRouteTest, DescribesExtensionRefsInTheirOrder) {
  const ir::Rule rule = DescribeServedRule(R"({filters: [
      {type: ExtensionRef, extensionRef: {group: example.com, kind: Filter, name: b}},
      {type: ResponseHeaderModifier, responseHeaderModifier: {remove: [Server]}},
      {type: ExtensionRef, extensionRef: {group: example.com, kind: Filter, name: a}}]})");
  const std::vector<ir::Reference> expected = {
      {{"example.com", "Filter", "", "b"}, "spec.rules[0].filters[0].extensionRef"},
      {{"example.com", "Filter", "", "a"}, "spec.rules[0].filters[2].extensionRef"},
  };
  EXPECT_EQ(rule.filters, expected);
}

TEST(HttpRouteTest, RefusesWhatItDoesNotSupportAndNamesTheField) {
  const struct {
    std::string rule;
    std::string field;
    std::string message;
  } cases[] = {
      {"{matches: [{}, {path: {type: Glob, value: a}}]}", "spec.rules[0].matches[1].path.type",
       "type Glob is not supported by this version; use Exact, PathPrefix or RegularExpression"},
      {"{matches: [{}, {path: {type: RegularExpression, value: '/('}}]}",
       "spec.rules[0].matches[1].path.value",
       "\"/(\" is no regular expression of RE2: missing ): /(; RE2 has no look-around"},
      {"{matches: [{path: {value: a}}]}", "spec.rules[0].matches[0].path.value",
       "path \"a\" must begin with '/'; write such a path"},
      {"{matches: [{headers: [{type: Glob, name: a, value: b}]}]}",
       "spec.rules[0].matches[0].headers[0].type", "type Glob is not supported"},
      {"{matches: [{headers: [{name: a, value: b}, {type: RegularExpression, name: b, value: '*'}]}"
       "]}",
       "spec.rules[0].matches[0].headers[1].value", "\"*\" is no regular expression of RE2"},
      {"{matches: [{queryParams: [{type: RegularExpression, name: a, value: 'a{998}'}]}]}",
       "spec.rules[0].matches[0].queryParams[0].value",
       "\"a{998}\" has the RE2 program size 1002, more than 1000; write a shorter one"},
      {"{matches: [{queryParams: [{name: 'a b', value: b}]}]}",
       "spec.rules[0].matches[0].queryParams[0]", "needs a name of letters"},
      {"{filters: [{type: CORS, cors: {}}]}", "spec.rules[0].filters[0]",
       "filter CORS is not supported by this version"},
      {"{filters: [{type: ExtensionRef}]}", "spec.rules[0].filters[0]",
       "has no extensionRef; name the object"},
      {"{filters: [{type: RequestMirror}]}", "spec.rules[0].filters[0]",
       "has no requestMirror.backendRef; name the Service"},
      {"{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a}, percent: 101}}]}",
       "spec.rules[0].filters[0].requestMirror.percent", "from 0 to 100"},
      {"{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a}, percent: 1, "
       "fraction: {numerator: 1}}}]}",
       "spec.rules[0].filters[0].requestMirror", "cannot be combined"},
      {"{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: a}, fraction: "
       "{numerator: 2, denominator: 1}}}]}",
       "spec.rules[0].filters[0].requestMirror.fraction", "from 0 to 1"},
      {"{filters: [{type: RequestRedirect}, {type: RequestMirror, requestMirror: {backendRef: "
       "{name: a}}}]}",
       "spec.rules[0].filters", "nothing that RequestMirror could copy"},
      {"{filters: [{type: ExternalAuth}]}", "spec.rules[0].filters[0]", "filter ExternalAuth"},
      {"{backendRefs: [{name: a, filters: [{type: ExtensionRef}]}]}",
       "spec.rules[0].backendRefs[0].filters[0]", "move it to the rule's filters"},
      {"{filters: [{type: RequestRedirect}, {type: RequestRedirect}]}", "spec.rules[0].filters[1]",
       "must not be repeated"},
      {"{filters: [{type: RequestRedirect}, {type: URLRewrite}]}", "spec.rules[0].filters",
       "cannot be combined"},
      {"{filters: [{type: RequestRedirect}], backendRefs: [{name: a}]}",
       "spec.rules[0].backendRefs", "sends nothing to backends"},
      {"{filters: [{type: RequestRedirect, requestRedirect: {statusCode: 418}}]}",
       "spec.rules[0].filters[0].requestRedirect.statusCode", "status code 418"},
      {"{filters: [{type: RequestRedirect, requestRedirect: {port: 4294967376}}]}",
       "spec.rules[0].filters[0].requestRedirect.port", "from 1 to 65535"},
      {"{matches: [{path: {type: Exact, value: /a}}], filters: [{type: URLRewrite, urlRewrite: "
       "{path: {type: ReplacePrefixMatch, replacePrefixMatch: /b}}}]}",
       "spec.rules[0].filters[0].urlRewrite.path", "needs exactly one match, of type PathPrefix"},
      {"{filters: [{type: URLRewrite, urlRewrite: "
       "{path: {type: ReplaceFullPath, replaceFullPath: '/b?c=d'}}}]}",
       "spec.rules[0].filters[0].urlRewrite.path", "must have no '?' and no '#'"},
      {"{matches: [{path: {value: /%41}}]}", "spec.rules[0].matches[0].path.value",
       "must not encode letters"},
      {"{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [Host]}}]}",
       "spec.rules[0].filters[0].requestHeaderModifier.remove", "use a URLRewrite with hostname"},
      {"{matches: [{headers: [{name: a, value: b}, {name: Tenant_id, value: b}]}]}",
       "spec.rules[0].matches[0].headers[1].name",
       "header \"tenant_id\" is matched by no request, since requests with \"_\" in a header name "
       "are answered with 400; have clients send a name with \"-\""},
      {"{filters: [{type: RequestHeaderModifier, requestHeaderModifier: {remove: [Connection]}}]}",
       "spec.rules[0].filters[0].requestHeaderModifier.remove",
       "header \"connection\" belongs to one connection"},
      {"{filters: [{type: ResponseHeaderModifier, responseHeaderModifier: "
       "{set: [{name: Content-Length, value: '1'}]}}]}",
       "spec.rules[0].filters[0].responseHeaderModifier.set", "leave it out of the filter"},
      {"{backendRefs: [{name: a, filters: [{type: ResponseHeaderModifier, "
       "responseHeaderModifier: {add: [{name: Keep-Alive, value: '1'}]}}]}]}",
       "spec.rules[0].backendRefs[0].filters[0].responseHeaderModifier.add",
       "header \"keep-alive\" belongs to one connection"},
      {"{filters: [{type: ResponseHeaderModifier, responseHeaderModifier: {remove: [Date]}}]}",
       "spec.rules[0].filters[0].responseHeaderModifier.remove",
       "header \"date\" cannot be removed"},
      {"{backendRefs: [{name: a, filters: [{type: ResponseHeaderModifier, "
       "responseHeaderModifier: {remove: [Server]}}]}]}",
       "spec.rules[0].backendRefs[0].filters[0].responseHeaderModifier",
       "header \"server\" cannot be changed for one backend"},
      {"{filters: [{type: RequestHeaderModifier, requestHeaderModifier: "
       "{remove: [a], add: [{name: A, value: b}]}}]}",
       "spec.rules[0].filters[0].requestHeaderModifier", "header \"a\" has more than one action"},
      {"{filters: [{type: ResponseHeaderModifier, responseHeaderModifier: "
       "{set: [{name: a, value: \"b\\nc: d\"}]}}]}",
       "spec.rules[0].filters[0].responseHeaderModifier.set", "printable ASCII"},
      {"{backendRefs: [{name: a, filters: [{type: URLRewrite}]}]}",
       "spec.rules[0].backendRefs[0].filters[0]", "move it to the rule's filters"},
      {"{backendRefs: [{name: a, weight: 1000001}]}", "spec.rules[0].backendRefs[0].weight",
       "from 0 to 1000000"},
      {"{timeouts: {request: 1.5s}}", "spec.rules[0].timeouts.request", "is not a duration"},
      {"{timeouts: {request: 1s, backendRequest: 2s}}", "spec.rules[0].timeouts.backendRequest",
       "must not be longer than request"},
      {"{retry: {attempts: 1}}", "spec.rules[0].retry", "retry is not supported"},
      {"{sessionPersistence: {sessionName: a}}", "spec.rules[0].sessionPersistence",
       "sessionPersistence is not supported"},
  };
  for (const auto& [rule, field, message] : cases) {
    const std::vector<Issue> issues = DescribeRefusedRule(rule);
    ASSERT_EQ(issues.size(), 1u) << rule;
    EXPECT_EQ(issues[0].reason, "UnsupportedValue") << rule;
    EXPECT_EQ(issues[0].field, field) << rule;
    EXPECT_THAT(issues[0].message, HasSubstr(message)) << rule;
  }
}

TEST(HttpRouteTest, ARefusedRuleKeepsItsMatchesAndTheOthersAreServed) {
  const DescribedRoute described = Describe(R"({rules: [
      {matches: [{path: {value: /a}}], retry: {attempts: 1}},
      {matches: [{path: {value: /b}}]}]})");
  ASSERT_EQ(described.rule_issues.size(), 2u);
  EXPECT_EQ(described.rule_issues[0].size(), 1u);
  EXPECT_THAT(described.rule_issues[1], IsEmpty());
  EXPECT_THAT(described.route.rules[0].matches, ElementsAre(PrefixMatch("/a")));
}

TEST(HttpRouteTest, AHostnameThatIsNoneRefusesTheRoute) {
  for (const char* hostname : {"'*'", "a..b", "under_score.example.com", "-a.com", "'a '"}) {
    const DescribedRoute described = Describe(std::string("{hostnames: [") + hostname + "]}");
    ASSERT_EQ(described.issues.size(), 1u) << hostname;
    EXPECT_EQ(described.issues[0].reason, "UnsupportedValue");
    EXPECT_EQ(described.issues[0].field, "spec.hostnames");
  }
}

// A null or a value of another type is what an unchecked source could hand in.
TEST(HttpRouteTest, SurvivesShapesThatASchemaWouldRefuse) {
  for (const char* spec : {"null", "text", "[]", "{rules: {a: 1}}", "{rules: [null, 1, [], {}]}",
                           "{parentRefs: 3, hostnames: {a: b}, rules: [{matches: x}]}"}) {
    for (const Issue& issue : Describe(spec).issues) {
      EXPECT_EQ(issue.reason, "UnsupportedValue") << spec;
    }
  }
}

}  // namespace
}  // namespace meshgate::httproute
