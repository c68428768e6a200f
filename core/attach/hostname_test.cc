#include "core/attach/hostname.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace meshgate::attach {
namespace {

TEST(NormaliseTest, LowersAndRemovesOneFinalDot) {
  EXPECT_EQ(Normalise("Foo.Example.COM."), "foo.example.com");
  EXPECT_EQ(Normalise("*.Example.com"), "*.example.com");
  EXPECT_EQ(Normalise(""), "");
}

struct IntersectCase {
  std::string listener;
  std::string route;
  std::optional<std::string> want;
};

TEST(IntersectTest, TheConformanceTestHTTPRouteHostnameIntersection) {
  const std::vector<IntersectCase> cases = {
      {"very.specific.com", "non.matching.com", std::nullopt},
      {"very.specific.com", "*.nonmatchingwildcard.io", std::nullopt},
      {"very.specific.com", "very.specific.com", "very.specific.com"},
      {"*.wildcard.io", "non.matching.com", std::nullopt},
      {"*.wildcard.io", "wildcard.io", std::nullopt},
      {"*.wildcard.io", "foo.wildcard.io", "foo.wildcard.io"},
      {"*.wildcard.io", "foo.bar.wildcard.io", "foo.bar.wildcard.io"},
      {"very.specific.com", "*.specific.com", "very.specific.com"},
      {"*.anotherwildcard.io", "*.anotherwildcard.io", "*.anotherwildcard.io"},
      {"very.specific.com", "specific.but.wrong.com", std::nullopt},
      {"*.anotherwildcard.io", "wildcard.io", std::nullopt},
      {"", "first.com", "first.com"},
      {"", "sub.first.com", "sub.first.com"},
  };
  for (const IntersectCase& c : cases) {
    EXPECT_EQ(Intersect(c.listener, c.route), c.want) << c.listener << " and " << c.route;
  }
}

TEST(IntersectTest, TheExamplesOfTheSpecification) {
  const std::vector<IntersectCase> cases = {
      {"test.example.com", "", "test.example.com"},
      {"test.example.com", "*.example.com", "test.example.com"},
      {"*.example.com", "", "*.example.com"},
      {"*.example.com", "*.example.com", "*.example.com"},
      {"*.example.com", "*.test.example.com", "*.test.example.com"},
      {"*.test.example.com", "*.example.com", "*.test.example.com"},
      {"*.example.com", "foo.test.example.com", "foo.test.example.com"},
      {"*.example.com", "example.com", std::nullopt},
      {"*.example.com", "test.example.net", std::nullopt},
      {"*.example.com", "testexample.com", std::nullopt},
      {"*", "*.example.com", "*.example.com"},
      {"", "", "*"},
      {"*", "", "*"},
  };
  for (const IntersectCase& c : cases) {
    EXPECT_EQ(Intersect(c.listener, c.route), c.want) << c.listener << " and " << c.route;
  }
}

// The listener that answers for `host`: the first one on the way to wider names.
std::string Owner(const std::set<std::string>& listeners, const std::string& host) {
  for (std::string name = host; !name.empty(); name = Wider(name)) {
    if (listeners.contains(name)) return name;
  }
  return "";
}

TEST(WiderTest, TheConformanceTestGatewayHTTPListenerIsolation) {
  const std::set<std::string> listeners = {"*", "*.example.com", "*.foo.example.com",
                                           "abc.foo.example.com"};
  EXPECT_EQ(Owner(listeners, "bar.com"), "*");
  EXPECT_EQ(Owner(listeners, "bar.example.com"), "*.example.com");
  EXPECT_EQ(Owner(listeners, "bar.foo.example.com"), "*.foo.example.com");
  EXPECT_EQ(Owner(listeners, "abc.foo.example.com"), "abc.foo.example.com");
  EXPECT_EQ(Owner(listeners, "foo.example.com"), "*.example.com");
  EXPECT_EQ(Owner(listeners, "example.com"), "*");
}

TEST(WiderTest, TheConformanceTestHTTPRouteListenerHostnameMatching) {
  const std::set<std::string> listeners = {"bar.com", "foo.bar.com", "*.bar.com", "*.foo.com"};
  EXPECT_EQ(Owner(listeners, "bar.com"), "bar.com");
  EXPECT_EQ(Owner(listeners, "foo.bar.com"), "foo.bar.com");
  EXPECT_EQ(Owner(listeners, "baz.bar.com"), "*.bar.com");
  EXPECT_EQ(Owner(listeners, "boo.bar.com"), "*.bar.com");
  EXPECT_EQ(Owner(listeners, "multiple.prefixes.bar.com"), "*.bar.com");
  EXPECT_EQ(Owner(listeners, "multiple.prefixes.foo.com"), "*.foo.com");
  EXPECT_EQ(Owner(listeners, "foo.com"), "");
  EXPECT_EQ(Owner(listeners, "no.matching.host"), "");
}

TEST(WiderTest, EndsAfterEveryHostname) {
  EXPECT_EQ(Wider("a.b.c"), "*.b.c");
  EXPECT_EQ(Wider("*.b.c"), "*.c");
  EXPECT_EQ(Wider("*.c"), "*");
  EXPECT_EQ(Wider("localhost"), "*");
  EXPECT_EQ(Wider("*"), "");
  EXPECT_EQ(Wider(""), "");
}

// The laws, on all hostnames over two labels: what a hostname matches is counted out.
class HostnameLawsTest : public testing::Test {
 protected:
  static constexpr size_t kLongestPattern = 3;  // labels

  HostnameLawsTest() {
    const std::vector<std::string> names = Names(kLongestPattern);
    patterns_ = names;
    for (const std::string& name : names) patterns_.push_back("*." + name);
    patterns_.push_back("*");
  }

  static std::vector<std::string> Names(size_t longest) {
    std::vector<std::string> names = {"a", "b"};
    for (size_t begin = 0, length = 2; length <= longest; ++length) {
      const size_t end = names.size();
      for (size_t i = begin; i < end; ++i) {
        names.push_back("a." + names[i]);
        names.push_back("b." + names[i]);
      }
      begin = end;
    }
    return names;
  }

  std::set<std::string> Matched(const std::string& pattern) const {
    std::set<std::string> matched;
    for (const std::string& host : hosts_) {
      const bool matches = pattern == "*" || pattern == host ||
                           (pattern[0] == '*' && host.size() >= pattern.size() &&
                            host.substr(host.size() - (pattern.size() - 1)) == pattern.substr(1));
      if (matches) matched.insert(host);
    }
    return matched;
  }

  std::vector<std::string> patterns_;
  const std::vector<std::string> hosts_ = Names(kLongestPattern + 2);
};

TEST_F(HostnameLawsTest, CoversIsInclusionAndIntersectIsIntersection) {
  for (const std::string& a : patterns_) {
    const std::set<std::string> matched_a = Matched(a);
    for (const std::string& b : patterns_) {
      const std::set<std::string> matched_b = Matched(b);
      EXPECT_EQ(Covers(a, b), std::includes(matched_a.begin(), matched_a.end(), matched_b.begin(),
                                            matched_b.end()))
          << a << " and " << b;

      std::set<std::string> both;
      std::set_intersection(matched_a.begin(), matched_a.end(), matched_b.begin(),
                            matched_b.end(), std::inserter(both, both.end()));
      const std::optional<std::string> intersection = Intersect(a, b);
      EXPECT_EQ(intersection ? Matched(*intersection) : std::set<std::string>(), both)
          << a << " and " << b;
      EXPECT_EQ(intersection, Intersect(b, a));
    }
  }
}

TEST_F(HostnameLawsTest, WiderVisitsExactlyWhatCoversInOrder) {
  for (const std::string& pattern : patterns_) {
    std::set<std::string> visited;
    std::string before = pattern;
    for (std::string wider = Wider(pattern); !wider.empty(); wider = Wider(wider)) {
      EXPECT_TRUE(Covers(wider, before)) << wider << " after " << before;
      visited.insert(wider);
      before = wider;
    }
    std::set<std::string> covering;
    for (const std::string& other : patterns_) {
      if (other != pattern && Covers(other, pattern)) covering.insert(other);
    }
    EXPECT_EQ(visited, covering) << pattern;
  }
}

}  // namespace
}  // namespace meshgate::attach
