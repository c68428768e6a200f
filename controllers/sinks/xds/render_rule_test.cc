#include "controllers/sinks/xds/render_rule.h"

#include <chrono>

#include "controllers/sinks/xds/render_host.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route.pb.h"
#include "envoy/config/route/v3/route_components.pb.h"
#include "envoy/type/matcher/v3/regex.pb.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

namespace route = envoy::config::route::v3;
using pipeline::BackendId;
using std::chrono::milliseconds;

constexpr char kName[] = "ns/r/0";
const BackendId kV1 = {"ns", "v1", 80};
const BackendId kV2 = {"ns", "v2", 8080};

ir::HttpMatch Prefix(const std::string& path) {
  return {{ir::PathMatchType::kPathPrefix, path}, "", {}, {}};
}

ir::BackendRef Backend(uint32_t weight = 1) {
  ir::BackendRef backend;
  backend.weight = weight;
  return backend;
}

ir::Rule Forward(const std::string& prefix = "/") {
  ir::Rule rule;
  rule.matches = {Prefix(prefix)};
  rule.backends = {Backend()};
  return rule;
}

route::Route Parse(const std::string& bytes) {
  route::Route parsed;
  EXPECT_TRUE(parsed.ParseFromString(bytes));
  return parsed;
}

route::Route Render(const ir::Rule& rule,
                    const pipeline::ResolvedRule& resolved = {false, {kV1}, {}},
                    const RedirectFrontend& frontend = {"http", 80}) {
  const RenderedRule rendered = RenderRule(kName, rule, resolved, frontend);
  EXPECT_EQ(rendered.size(), rule.matches.size());
  return Parse(rendered.front().route);
}

TEST(RenderRuleTest, ForwardsToTheOnlyBackendWithoutATimeoutOfItsOwn) {
  const route::Route rendered = Render(Forward());
  EXPECT_EQ(rendered.name(), kName);
  EXPECT_EQ(rendered.match().prefix(), "/");
  EXPECT_EQ(rendered.route().cluster(), "ns/v1/80");
  ASSERT_TRUE(rendered.route().has_timeout());
  EXPECT_EQ(rendered.route().timeout().seconds(), 0);
  EXPECT_FALSE(rendered.route().has_idle_timeout());
  EXPECT_FALSE(rendered.route().has_retry_policy());
}

TEST(RenderRuleTest, MatchesPathsElementByElement) {
  EXPECT_EQ(Render(Forward("/foo")).match().path_separated_prefix(), "/foo");
  EXPECT_EQ(Render(Forward("/foo/")).match().path_separated_prefix(), "/foo");
  ir::Rule rule = Forward();
  rule.matches[0].path = {ir::PathMatchType::kExact, "/one/"};
  EXPECT_EQ(Render(rule).match().path(), "/one/");
  rule.matches[0].path = {ir::PathMatchType::kRegularExpression, "/a[0-9]+"};
  EXPECT_EQ(Render(rule).match().safe_regex().regex(), "/a[0-9]+");
}

TEST(RenderRuleTest, MatchesMethodHeadersAndQuery) {
  ir::Rule rule = Forward();
  rule.matches[0].method = "GET";
  rule.matches[0].headers = {{"version", ir::ValueMatchType::kExact, "two"},
                             {"color", ir::ValueMatchType::kRegularExpression, "re.*"}};
  rule.matches[0].query_params = {{"animal", ir::ValueMatchType::kExact, "whale"}};
  const route::RouteMatch match = Render(rule).match();
  ASSERT_EQ(match.headers_size(), 3);
  EXPECT_EQ(match.headers(0).name(), ":method");
  EXPECT_EQ(match.headers(0).string_match().exact(), "GET");
  EXPECT_EQ(match.headers(1).string_match().exact(), "two");
  EXPECT_EQ(match.headers(2).string_match().safe_regex().regex(), "re.*");
  ASSERT_EQ(match.query_parameters_size(), 1);
  EXPECT_EQ(match.query_parameters(0).string_match().exact(), "whale");
}

TEST(RenderRuleTest, HeaderValuesAreLiterals) {
  ir::Rule rule = Forward();
  rule.request_headers.set = {{"x-a", "100%REQ(:PATH)%"}};
  rule.request_headers.add = {{"x-b", "1"}};
  rule.request_headers.remove = {"x-c"};
  rule.response_headers.set = {{"x-d", "2"}};
  const route::Route rendered = Render(rule);
  ASSERT_EQ(rendered.request_headers_to_add_size(), 2);
  EXPECT_EQ(rendered.request_headers_to_add(0).header().value(), "100%%REQ(:PATH)%%");
  EXPECT_EQ(rendered.request_headers_to_add(0).append_action(),
            envoy::config::core::v3::HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD);
  EXPECT_EQ(rendered.request_headers_to_add(1).append_action(),
            envoy::config::core::v3::HeaderValueOption::APPEND_IF_EXISTS_OR_ADD);
  EXPECT_EQ(rendered.request_headers_to_remove(0), "x-c");
  EXPECT_EQ(rendered.response_headers_to_add(0).header().key(), "x-d");
}

TEST(RenderRuleTest, AHostnameIsRewritten) {
  ir::Rule rule = Forward();
  rule.rewrite = ir::UrlRewrite{"b.example", std::nullopt};
  EXPECT_EQ(Render(rule).route().host_rewrite_literal(), "b.example");
}

TEST(RenderRuleTest, TheShareOfInvalidBackendsAnswers500) {
  ir::Rule rule = Forward();
  rule.backends = {Backend(3), Backend(1), Backend(0)};
  const route::Route rendered = Render(rule, {false, {kV1, std::nullopt, kV2}, {}});
  const auto& clusters = rendered.route().weighted_clusters().clusters();
  ASSERT_EQ(clusters.size(), 2);
  EXPECT_EQ(clusters[0].name(), "ns/v1/80");
  EXPECT_EQ(clusters[0].weight().value(), 3u);
  EXPECT_EQ(clusters[1].name(), "invalid-backend");
  EXPECT_EQ(clusters[1].weight().value(), 1u);
  EXPECT_EQ(rendered.route().cluster_not_found_response_code(),
            route::RouteAction::INTERNAL_SERVER_ERROR);
}

TEST(RenderRuleTest, WithoutAValidBackendTheRuleAnswers500) {
  ir::Rule rule = Forward();
  EXPECT_EQ(Render(rule, {false, {std::nullopt}, {}}).direct_response().status(), 500u);
  rule.backends = {Backend(0)};
  EXPECT_EQ(Render(rule).direct_response().status(), 500u);
  rule.backends = {};
  EXPECT_EQ(Render(rule, {false, {}, {}}).direct_response().status(), 500u);
  EXPECT_EQ(Render(Forward(), {true, {kV1}, {}}).direct_response().status(), 500u);
}

TEST(RenderRuleTest, The500OfInvalidBackendsHasTheRulesHeadersAndThatOfARefusedRuleHasNot) {
  ir::Rule rule = Forward();
  rule.response_headers.set = {{"x-a", "1"}};
  rule.backends[0].response_headers.set = {{"x-a", "2"}};
  const route::Route invalid = Render(rule, {false, {std::nullopt}, {}});
  EXPECT_EQ(invalid.direct_response().status(), 500u);
  ASSERT_EQ(invalid.response_headers_to_add_size(), 1);
  EXPECT_EQ(invalid.response_headers_to_add(0).header().value(), "1");
  EXPECT_EQ(Render(rule, {true, {kV1}, {}}).response_headers_to_add_size(), 0);
}

TEST(RenderRuleTest, HeadersOfABackendStayWithItAndComeAfterItsRules) {
  ir::Rule rule = Forward();
  rule.response_headers = {{{"a", "rule"}, {"b", "rule"}}, {{"c", "rule"}, {"d", "rule"}}, {"e"}};
  rule.backends = {Backend(), Backend()};
  rule.backends[1].request_headers.set = {{"backend", "two"}};
  rule.backends[1].response_headers = {{{"a", "own"}, {"e", "own"}}, {{"c", "own"}}, {"b", "d"}};
  const route::Route rendered = Render(rule, {false, {kV1, kV2}, {}});
  const auto& clusters = rendered.route().weighted_clusters().clusters();
  ASSERT_EQ(clusters.size(), 2);
  EXPECT_EQ(clusters[0].request_headers_to_add_size(), 0);
  EXPECT_EQ(clusters[1].request_headers_to_add(0).header().value(), "two");
  EXPECT_EQ(rendered.response_headers_to_add_size(), 0) << "Envoy would apply them last";
  const auto headers = [&](int cluster) {
    std::string text;
    for (const auto& option : clusters[cluster].response_headers_to_add()) {
      text += option.header().key() + "=" + option.header().value() + " ";
    }
    for (const auto& name : clusters[cluster].response_headers_to_remove()) text += name + " ";
    return text;
  };
  EXPECT_EQ(headers(0), "a=rule b=rule c=rule d=rule e ");
  EXPECT_EQ(headers(1), "a=own e=own c=rule c=own e b d ");
}

TEST(RenderRuleTest, MirrorsKeepHostAndTheirShare) {
  ir::Rule rule = Forward();
  rule.mirrors = {{Backend(), 1, 1}, {Backend(), 35, 100}, {Backend(), 1, 1}};
  const route::Route rendered = Render(rule, {false, {kV1}, {kV2, kV2, std::nullopt}});
  ASSERT_EQ(rendered.route().request_mirror_policies_size(), 2);
  const auto& all = rendered.route().request_mirror_policies(0);
  EXPECT_EQ(all.cluster(), "ns/v2/8080");
  EXPECT_TRUE(all.disable_shadow_host_suffix_append());
  EXPECT_FALSE(all.has_runtime_fraction());
  const auto& some = rendered.route().request_mirror_policies(1).runtime_fraction();
  EXPECT_EQ(some.default_value().numerator(), 350000u);
}

TEST(RenderRuleTest, TimeoutsOfTheRoute) {
  ir::Rule rule = Forward();
  rule.timeouts = {milliseconds(600500), milliseconds(500)};
  const route::RouteAction action = Render(rule).route();
  EXPECT_EQ(action.timeout().seconds(), 600);
  EXPECT_EQ(action.timeout().nanos(), 500000000);
  EXPECT_EQ(action.retry_policy().per_try_timeout().nanos(), 500000000);
}

TEST(RenderRuleTest, NoRequestIsIdleTooLongBeforeItsOwnLimits) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  struct Case {
    ir::Timeouts timeouts;
    std::optional<seconds> idle;  // absent: the listener's
  };
  const std::optional<milliseconds> unset;
  const milliseconds zero(0);
  const Case cases[] = {
      {{unset, unset}, {}},
      {{unset, zero}, seconds(0)},
      {{unset, minutes(1)}, {}},
      {{unset, minutes(6)}, seconds(420)},
      {{zero, unset}, seconds(0)},
      {{zero, zero}, seconds(0)},
      {{zero, minutes(1)}, seconds(0)},
      {{zero, minutes(6)}, seconds(0)},
      {{minutes(1), unset}, {}},
      {{minutes(1), zero}, {}},
      {{minutes(1), minutes(1)}, {}},
      {{minutes(5), unset}, seconds(360)},
      {{minutes(10), unset}, seconds(660)},
      {{minutes(10), zero}, seconds(660)},
      {{minutes(10), minutes(6)}, seconds(660)},
  };
  for (const Case& c : cases) {
    ir::Rule rule = Forward();
    rule.timeouts = c.timeouts;
    const route::RouteAction action = Render(rule).route();
    const auto index = &c - cases;
    EXPECT_EQ(action.has_idle_timeout(), c.idle.has_value()) << index;
    EXPECT_EQ(seconds(action.idle_timeout().seconds()), c.idle.value_or(seconds(0))) << index;
  }
}

struct RewriteCase {
  const char* prefix;
  const char* replacement;
  const char* prefix_rewrite;
  const char* regex;
};

TEST(RenderRuleTest, PrefixRewritesNeverMakeADoubleSlash) {
  const RewriteCase cases[] = {
      {"/foo", "/bar", "/bar", ""},   {"/foo/", "/bar/", "/bar", ""},
      {"/foo", "/", "", "^\\/foo/*"}, {"/a.b", "", "", "^\\/a\\.b/*"},
      {"/", "/bar", "/bar/", ""},     {"/", "/", "", ""},
  };
  for (const RewriteCase& c : cases) {
    ir::Rule rule = Forward(c.prefix);
    rule.rewrite = ir::UrlRewrite{
        "", ir::PathRewrite{ir::PathRewriteType::kReplacePrefixMatch, c.replacement}};
    const route::RouteAction action = Render(rule).route();
    EXPECT_EQ(action.prefix_rewrite(), c.prefix_rewrite) << c.prefix << " " << c.replacement;
    EXPECT_EQ(action.regex_rewrite().pattern().regex(), c.regex) << c.prefix;
    EXPECT_EQ(action.regex_rewrite().substitution(), action.has_regex_rewrite() ? "/" : "");
  }
}

TEST(RenderRuleTest, FullPathRewriteIsALiteral) {
  ir::Rule rule = Forward();
  rule.rewrite =
      ir::UrlRewrite{"", ir::PathRewrite{ir::PathRewriteType::kReplaceFullPath, "/a%20b"}};
  EXPECT_EQ(Render(rule).route().path_rewrite(), "/a%%20b");
}

// What Location names, by the exact hostname or as given.
struct RedirectCase {
  const char* scheme;
  int port;
  RedirectFrontend frontend;
  uint32_t port_redirect;
};

TEST(RenderRuleTest, RedirectsNameThePortUnlessItIsTheSchemesOwn) {
  const RedirectCase cases[] = {
      {"", 0, {"http", 80}, 0},        {"", 0, {"http", 8080}, 8080},
      {"", 0, {"https", 443}, 0},      {"https", 0, {"http", 8080}, 0},
      {"http", 0, {"https", 8443}, 0}, {"https", 8443, {"http", 80}, 8443},
      {"https", 443, {"http", 80}, 0}, {"http", 443, {"http", 80}, 443},
      {"", 8080, {"http", 80}, 8080},
  };
  for (const RedirectCase& c : cases) {
    ir::Rule rule;
    rule.matches = {Prefix("/")};
    rule.redirect = ir::Redirect{c.scheme, "", std::nullopt, c.port, 301};
    const RenderedRule rendered = RenderRule(kName, rule, {}, c.frontend);
    const route::RedirectAction action = Parse(rendered[0].route).redirect();
    EXPECT_EQ(action.port_redirect(), c.port_redirect) << c.scheme << " " << c.port;
    EXPECT_EQ(action.scheme_redirect(), c.scheme);
    EXPECT_EQ(action.host_redirect(), "");
    EXPECT_EQ(action.response_code(), route::RedirectAction::MOVED_PERMANENTLY);
    EXPECT_TRUE(rendered[0].needs_host);
    // A port of its own replaces that of the request; otherwise nothing but an answer of our own.
    EXPECT_EQ(Parse(rendered[0].wildcard_route).has_direct_response(), c.port_redirect == 0);
  }
}

TEST(RenderRuleTest, ARedirectWithAHostnameNeedsNoHost) {
  ir::Rule rule;
  rule.matches = {Prefix("/d")};
  rule.redirect = ir::Redirect{
      "", "x.example", ir::PathRewrite{ir::PathRewriteType::kReplacePrefixMatch, "/"}, 0, 302};
  const RenderedRule rendered = RenderRule(kName, rule, {}, {"http", 80});
  EXPECT_FALSE(rendered[0].needs_host);
  const route::RedirectAction action = Parse(rendered[0].route).redirect();
  EXPECT_EQ(action.host_redirect(), "x.example");
  EXPECT_EQ(action.regex_rewrite().pattern().regex(), "^\\/d/*");
  EXPECT_EQ(action.response_code(), route::RedirectAction::FOUND);
}

TEST(RenderRuleTest, DirectResponse) {
  ir::Rule rule;
  rule.matches = {Prefix("/")};
  rule.direct_response = ir::DirectResponse{418, "%REQ(x)% stout"};
  EXPECT_EQ(Render(rule, {}).direct_response().status(), 418u);
  EXPECT_EQ(Render(rule, {}).direct_response().body().inline_bytes(), "%REQ(x)% stout");
}

route::RouteConfiguration ParseHost(const base::SharedBytes& host) {
  route::RouteConfiguration parsed;
  ParseOwn(std::string(RenderRouteConfigurationHead("80").view()) + std::string(host.view()),
           parsed);
  return parsed;
}

TEST(RenderHostTest, PiecesJoinIntoARouteConfiguration) {
  const RenderedRule rule = RenderRule(kName, Forward("/a"), {false, {kV1}, {}}, {"http", 80});
  const route::RouteConfiguration routes = ParseHost(RenderHost("a.example", {&rule[0], &rule[0]}));
  EXPECT_EQ(routes.name(), "80");
  EXPECT_TRUE(routes.ignore_port_in_host_matching());
  EXPECT_FALSE(routes.validate_clusters().value());
  ASSERT_EQ(routes.virtual_hosts_size(), 1);
  const route::VirtualHost& host = routes.virtual_hosts(0);
  EXPECT_EQ(host.name(), "a.example");
  ASSERT_EQ(host.domains_size(), 2);
  EXPECT_EQ(host.domains(0), "a.example");
  EXPECT_EQ(host.domains(1), "a.example.");
  ASSERT_EQ(host.routes_size(), 2);
  EXPECT_EQ(host.routes(1).route().cluster(), "ns/v1/80");
}

TEST(RenderHostTest, ResponseHeadersOfAllItsMatches) {
  const ir::HeaderModifier headers = {
      .set = {{"a", "50%"}}, .add = {{"b", "1"}}, .remove = {"server"}};
  const RenderedRule rule = RenderRule(kName, Forward("/a"), {false, {kV1}, {}}, {"http", 80});
  const route::VirtualHost host =
      ParseHost(RenderHost("a.example", {&rule[0]}, {.response_headers = &headers}))
          .virtual_hosts(0);
  ASSERT_EQ(host.response_headers_to_add_size(), 2);
  EXPECT_EQ(host.response_headers_to_add(0).header().key(), "a");
  EXPECT_EQ(host.response_headers_to_add(0).header().value(), "50%%");
  EXPECT_EQ(host.response_headers_to_add(1).header().key(), "b");
  ASSERT_EQ(host.response_headers_to_remove_size(), 1);
  EXPECT_EQ(host.response_headers_to_remove(0), "server");
  EXPECT_EQ(host.routes_size(), 1);
}

TEST(RenderHostTest, WhereTlsEndsRequestsOfOtherListenersAreMisdirected) {
  const RenderedRule rule = RenderRule(kName, Forward("/a"), {false, {kV1}, {}}, {"https", 443});
  const route::RouteConfiguration routes =
      ParseHost(RenderHost("a.example", {&rule[0]}, {.tls_listener = "mine"}));
  const route::VirtualHost& host = routes.virtual_hosts(0);
  ASSERT_EQ(host.routes_size(), 2);
  EXPECT_EQ(host.routes(0).direct_response().status(), 421u);
  const route::HeaderMatcher& header = host.routes(0).match().headers(0);
  EXPECT_EQ(header.string_match().exact(), "mine");
  EXPECT_TRUE(header.invert_match());
  EXPECT_EQ(routes.request_headers_to_remove(0), header.name()) << "no backend sees it";
}

TEST(RenderHostTest, AllHostsAndNoRules) {
  const route::RouteConfiguration routes = ParseHost(RenderHost("*", {}));
  ASSERT_EQ(routes.virtual_hosts(0).domains_size(), 1);
  EXPECT_EQ(routes.virtual_hosts(0).domains(0), "*");
  EXPECT_EQ(routes.virtual_hosts(0).routes_size(), 0);
}

TEST(RenderHostTest, CompletesRedirectsByHostname) {
  ir::Rule rule;
  rule.matches = {Prefix("/")};
  rule.redirect = ir::Redirect{"https", "", std::nullopt, 0, 301};
  const RenderedRule rendered = RenderRule(kName, rule, {}, {"http", 80});
  const route::Route exact =
      ParseHost(RenderHost("a.example", {&rendered[0]})).virtual_hosts(0).routes(0);
  EXPECT_EQ(exact.redirect().host_redirect(), "a.example");
  EXPECT_EQ(exact.redirect().scheme_redirect(), "https");
  const route::Route wild =
      ParseHost(RenderHost("*.example", {&rendered[0]})).virtual_hosts(0).routes(0);
  EXPECT_EQ(wild.direct_response().status(), 301u);
  ASSERT_EQ(wild.response_headers_to_add_size(), 1);
  EXPECT_EQ(wild.response_headers_to_add(0).header().key(), "location");
}

}  // namespace
}  // namespace meshgate::xds
