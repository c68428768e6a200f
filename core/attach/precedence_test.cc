#include "core/attach/precedence.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "core/resource/kind.h"
#include "core/resource/object_id.h"
#include "gtest/gtest.h"

namespace meshgate::attach {
namespace {

using ir::HttpMatch;
using ir::PathMatchType;
using resource::Kind;
using resource::ObjectId;

HttpMatch Match(PathMatchType type, const std::string& path, const std::string& method = "",
                size_t headers = 0, size_t query_params = 0) {
  HttpMatch match;
  match.path.type = type;
  match.path.value = path;
  match.method = method;
  match.headers.resize(headers);
  match.query_params.resize(query_params);
  return match;
}

TEST(MatchRankTest, TheOrderOfTheSpecification) {
  const std::vector<HttpMatch> in_order = {
      Match(PathMatchType::kExact, "/foo", "GET"),
      Match(PathMatchType::kExact, "/foo", "", 9, 9),
      Match(PathMatchType::kExact, "/foo"),
      Match(PathMatchType::kPathPrefix, "/foo/bar/baz"),
      Match(PathMatchType::kPathPrefix, "/foo/bar", "GET"),
      Match(PathMatchType::kPathPrefix, "/foo/bar", "", 2, 0),
      Match(PathMatchType::kPathPrefix, "/foo/bar", "", 1, 9),
      Match(PathMatchType::kPathPrefix, "/foo/bar", "", 1, 1),
      Match(PathMatchType::kPathPrefix, "/foo/bar", "", 0, 9),
      Match(PathMatchType::kPathPrefix, "/foo/bar"),
      Match(PathMatchType::kPathPrefix, "/foo"),
      Match(PathMatchType::kPathPrefix, "/"),
      Match(PathMatchType::kRegularExpression, "/foo/[a-z]+"),
      Match(PathMatchType::kRegularExpression, "/foo/.*"),
  };
  for (size_t i = 0; i < in_order.size(); ++i) {
    for (size_t j = 0; j < in_order.size(); ++j) {
      EXPECT_EQ(RankOf(in_order[i]) < RankOf(in_order[j]), i < j) << i << " and " << j;
      EXPECT_EQ(RankOf(in_order[i]) == RankOf(in_order[j]), i == j) << i << " and " << j;
    }
  }
}

TEST(MatchRankTest, WhatIsMatchedDoesNotCountOnlyHowMuch) {
  EXPECT_EQ(RankOf(Match(PathMatchType::kPathPrefix, "/foo", "GET")),
            RankOf(Match(PathMatchType::kPathPrefix, "/bar", "POST")));
}

TEST(MatchRankTest, IsAStrictWeakOrder) {
  std::mt19937 random(1);
  std::vector<MatchRank> ranks;
  for (int i = 0; i < 60; ++i) {
    ranks.push_back(RankOf(Match(static_cast<PathMatchType>(random() % 3),
                                 std::string(1 + random() % 2, '/'), random() % 2 ? "GET" : "",
                                 random() % 2, random() % 2)));
  }
  for (const MatchRank& a : ranks) {
    EXPECT_FALSE(a < a);
    for (const MatchRank& b : ranks) {
      EXPECT_EQ((a < b) + (b < a) + (a == b), 1);
      for (const MatchRank& c : ranks) {
        EXPECT_TRUE(!(a < b && b < c) || a < c);
      }
    }
  }
}

TEST(IsUnconditionalTest, OnlyThePrefixOfEverythingAndNothingElse) {
  EXPECT_TRUE(IsUnconditional(HttpMatch()));
  EXPECT_TRUE(IsUnconditional(Match(PathMatchType::kPathPrefix, "/")));
  EXPECT_FALSE(IsUnconditional(Match(PathMatchType::kPathPrefix, "/foo")));
  EXPECT_FALSE(IsUnconditional(Match(PathMatchType::kExact, "/")));
  EXPECT_FALSE(IsUnconditional(Match(PathMatchType::kRegularExpression, "/")));
  EXPECT_FALSE(IsUnconditional(Match(PathMatchType::kPathPrefix, "/", "GET")));
  EXPECT_FALSE(IsUnconditional(Match(PathMatchType::kPathPrefix, "/", "", 1)));
  EXPECT_FALSE(IsUnconditional(Match(PathMatchType::kPathPrefix, "/", "", 0, 1)));
}

TEST(RouteAgeTest, OlderThenNamespaceAndNameThenKind) {
  const Kind http = Kind::Of("gateway.networking.k8s.io", "HTTPRoute");
  const Kind grpc = Kind::Of("gateway.networking.k8s.io", "GRPCRoute");
  const ObjectId z{http, "z", "z"}, a_b_x{http, "a-b", "x"}, a_x{http, "a", "x"},
      a_x_grpc{grpc, "a", "x"}, a_y{http, "a", "y"};
  // "a-b/x" stands before "a/x", because '-' stands before '/'.
  const std::vector<RouteAge> in_order = {
      {0, &z}, {100, &z}, {200, &a_b_x}, {200, &a_x_grpc}, {200, &a_x}, {200, &a_y}, {200, &z},
  };
  for (size_t i = 0; i < in_order.size(); ++i) {
    for (size_t j = 0; j < in_order.size(); ++j) {
      EXPECT_EQ(in_order[i] < in_order[j], i < j) << i << " and " << j;
      EXPECT_EQ(in_order[i] == in_order[j], i == j) << i << " and " << j;
    }
  }
}

}  // namespace
}  // namespace meshgate::attach
