#include "controllers/explain/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "controllers/explain/match.h"
#include "controllers/explain/normal_path.h"

namespace meshgate::explain {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Request Parse(std::string_view url, const std::vector<std::string>& headers = {}) {
  const auto request = ParseRequest(url, "GET", headers);
  EXPECT_TRUE(request.ok()) << request.status();
  return request.value_or(Request());
}

std::string ErrorOf(std::string_view url, const std::vector<std::string>& headers = {},
                    std::string_view method = "GET") {
  return std::string(ParseRequest(url, method, headers).status().message());
}

TEST(RequestTest, AUrlGivesHostPortAndTarget) {
  const Request plain = Parse("http://a.example");
  EXPECT_EQ(plain.authority + " " + plain.target, "a.example /");
  EXPECT_EQ(plain.port, 80);
  const Request full = Parse("https://A.example:8443/b/../c?d=%20#e");
  EXPECT_EQ(full.authority + " " + full.target, "A.example:8443 /b/../c?d=%20");
  EXPECT_EQ(full.port, 8443);
  EXPECT_EQ(HostOf(full), "a.example");
  EXPECT_EQ(Parse("https://a.example").port, 443);
  EXPECT_EQ(Parse("http://a.example:80/").authority, "a.example") << "as clients leave it out";
  EXPECT_EQ(Parse("http://a.example?b").target, "/?b");
  EXPECT_EQ(HostOf(Parse("http://[::1]:8080/")), "[::1]");
  EXPECT_EQ(HostOf(Parse("http://a.example.:8080/")), "a.example");
}

TEST(RequestTest, HeadersKeepTheirLinesAndHostIsTheAuthority) {
  const Request request =
      Parse("http://127.0.0.1:8080/", {"X-A: 1", "x-a:2 ", "Host: a.example:81", "X-Empty:"});
  EXPECT_EQ(request.port, 8080);
  EXPECT_THAT(HeaderValues(request, "x-a"), ElementsAre("1", "2"));
  EXPECT_THAT(HeaderValues(request, "x-empty"), ElementsAre(""));
  EXPECT_THAT(HeaderValues(request, "x-b"), ElementsAre());
  EXPECT_THAT(HeaderValues(request, "host"), ElementsAre("a.example:81"));
  EXPECT_EQ(HostOf(request), "a.example");
}

TEST(RequestTest, RefusesWhatNoClientSends) {
  EXPECT_THAT(ErrorOf("a.example/b"), HasSubstr("must begin with http:// or https://"));
  EXPECT_THAT(ErrorOf("http:///b"), HasSubstr("must name a host"));
  EXPECT_THAT(ErrorOf("http://a@b/"), HasSubstr("must name a host"));
  EXPECT_THAT(ErrorOf("http://a:0/"), HasSubstr("must name a host"));
  EXPECT_THAT(ErrorOf("http://a:99999999999/"), HasSubstr("must name a host"));
  EXPECT_THAT(ErrorOf("http://[::1/"), HasSubstr("must name a host"));
  EXPECT_THAT(ErrorOf("http://a/b c"), HasSubstr("percent-encoded"));
  EXPECT_THAT(ErrorOf("http://a/\xc3\xa4"), HasSubstr("percent-encoded"));
  EXPECT_THAT(ErrorOf("http://a/", {"no colon"}), HasSubstr("'Name: value'"));
  EXPECT_THAT(ErrorOf("http://a/", {"a b: c"}), HasSubstr("'Name: value'"));
  EXPECT_THAT(ErrorOf("http://a/", {"a: b\nc: d"}), HasSubstr("control character"));
  EXPECT_THAT(ErrorOf("http://a/", {"Host: a", "host: b"}), HasSubstr("twice"));
  EXPECT_THAT(ErrorOf("http://a/", {}, "G T"), HasSubstr("method"));
}

// What Envoy 1.40 made of these, as configured by the xDS sink.
TEST(NormalPathTest, IsWhatEnvoyMakesOfAPath) {
  const struct {
    std::string_view sent, normal;
  } cases[] = {
      {"/a%zz", "/a%zz"},
      {"/a%", "/a%"},
      {"/a%4", "/a%4"},
      {"//", "//"},
      {"/a//", "/a/"},
      {"///a//b/", "/a/b/"},
      {"/a/../b", "/b"},
      {"/../b", "/b"},
      {"/a/./b", "/a/b"},
      {"/a/..", "/"},
      {"/a/.", "/a/"},
      {"/a/%2e%2e/b", "/b"},
      {"/a/.%2E", "/"},
      {"/a\\b", "/a/b"},
      {"/%2e", "/"},
      {"/..a", "/..a"},
      {"/a/...", "/a/..."},
      {"/a/?/../b", "/a/?/../b"},
      {"/%25", "/%25"},
      {"/%252f", "/%252f"},
      {"/%41%7e%2d", "/A~-"},
      {"/a%e4%b8", "/a%e4%b8"},
      {"/a//../b", "/a/b"},
      {"//..", "/"},
      {"/a/..//b", "/b"},
      {"/;a=b", "/;a=b"},
      {"/a;/../b", "/b"},
      {"//.", "//"},
      {"/a\"<>^`{|}b", "/a%22%3C%3E%5E%60%7B%7C%7Db"},
      {"/a?x=%2f//..", "/a?x=%2f//.."},
  };
  for (const auto& [sent, expected] : cases) {
    const auto normal = Normalise(sent);
    ASSERT_TRUE(normal) << sent;
    EXPECT_EQ(normal->target, expected) << sent;
    EXPECT_FALSE(normal->redirected) << sent;
  }
  EXPECT_FALSE(Normalise("/a%00"));
}

TEST(NormalPathTest, EscapedSlashesAreRedirected) {
  for (const auto& [sent, expected] : {std::pair{"/a%2fb?c", "/a/b?c"},
                                       {"/a%5Cb", "/a/b"},
                                       {"/a%2f%2Fb", "/a/b"},
                                       {"/a%2f..%2fb", "/b"},
                                       {"/%2F", "//"},
                                       {"/%2f..", "/"}}) {
    const auto normal = Normalise(sent);
    ASSERT_TRUE(normal) << sent;
    EXPECT_TRUE(normal->redirected) << sent;
    EXPECT_EQ(normal->target, expected) << sent;
  }
}

TEST(NormalPathTest, EscapedSlashesAreKeptOrRejected) {
  const auto kept = Normalise("/a%2fb%5C/../c?d", pipeline::EscapedSlashes::kKeep);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->target, "/c?d");
  EXPECT_EQ(Normalise("/a%2Fb", pipeline::EscapedSlashes::kKeep)->target, "/a%2Fb");
  EXPECT_FALSE(Normalise("/a%2Fb", pipeline::EscapedSlashes::kKeep)->redirected);
  EXPECT_FALSE(Normalise("/a%5cb", pipeline::EscapedSlashes::kReject));
  EXPECT_TRUE(Normalise("/a?b%2F", pipeline::EscapedSlashes::kReject));
}

std::string Why(const ir::HttpMatch& match, std::string_view url,
                const std::vector<std::string>& headers = {}) {
  return Mismatch(match, Parse(url, headers)).value_or("");
}

ir::HttpMatch PathMatch(ir::PathMatchType type, std::string value) {
  return {{type, std::move(value)}, "", {}, {}};
}

TEST(MatchTest, PathsMatchBySegmentsOrAsAWhole) {
  const ir::HttpMatch prefix = PathMatch(ir::PathMatchType::kPathPrefix, "/a");
  EXPECT_EQ(Why(prefix, "http://h/a"), "");
  EXPECT_EQ(Why(prefix, "http://h/a/b?c"), "");
  EXPECT_EQ(Why(prefix, "http://h/ab"), "the path is /ab");
  EXPECT_EQ(Why({}, "http://h/ab"), "");
  const ir::HttpMatch exact = PathMatch(ir::PathMatchType::kExact, "/a");
  EXPECT_EQ(Why(exact, "http://h/a?b"), "");
  EXPECT_EQ(Why(exact, "http://h/a/"), "the path is /a/");
  const ir::HttpMatch regex = PathMatch(ir::PathMatchType::kRegularExpression, "/a+");
  EXPECT_EQ(Why(regex, "http://h/aa?b"), "");
  EXPECT_EQ(Why(regex, "http://h/aab"), "the path is /aab");
  const ir::HttpMatch broken = PathMatch(ir::PathMatchType::kRegularExpression, "(");
  EXPECT_EQ(Why(broken, "http://h/("), "the path is /(");
}

TEST(MatchTest, NamesTheFirstConditionThatFails) {
  const ir::HttpMatch match = {{},
                               "GET",
                               {{"x-a", ir::ValueMatchType::kExact, "1,2"},
                                {"x-b", ir::ValueMatchType::kRegularExpression, "b*"}},
                               {{"q", ir::ValueMatchType::kExact, "1"}}};
  EXPECT_EQ(ToText(match),
            "path prefix /, method GET, header x-a is \"1,2\", header x-b is the expression "
            "\"b*\", query parameter q is \"1\"");
  EXPECT_EQ(Why(match, "http://h/?q=1", {"x-a: 1,2", "X-A: 3", "x-b: bb"}), "");
  EXPECT_EQ(Why(match, "http://h/?q=1", {"x-a: 1", "X-A: 2", "x-b: bb"}),
            "header x-a is \"1\" and \"2\", not \"1,2\"");
  EXPECT_EQ(Why(match, "http://h/"), "header x-a is absent, not \"1,2\"");
  EXPECT_EQ(Why(match, "http://h/", {"x-a: 1,2", "x-b: c"}),
            "header x-b is \"c\", not the expression \"b*\"");
  EXPECT_EQ(Why(match, "http://h/?q=2&q=1", {"x-a: 1,2", "x-b: "}),
            "query parameter q is \"2\", not \"1\"");
  EXPECT_EQ(Why(match, "http://h/?q=%31", {"x-a: 1,2", "x-b: "}),
            "query parameter q is \"%31\", not \"1\"");
  EXPECT_EQ(Why({{}, "POST", {}, {}}, "http://h/"), "the method is GET, not POST");
}

}  // namespace
}  // namespace meshgate::explain
