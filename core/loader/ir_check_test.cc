#include "core/loader/ir_check.h"

#include <gtest/gtest.h>

#include <string>

namespace meshgate::loader {
namespace {

std::string FindInvalidParent(const std::string& name) {
  ir::Route route;
  ir::ParentRef& parent = route.parents.emplace_back();
  parent.object.kind = "Gateway";
  parent.object.name = name;
  return FindInvalidRoute(route);
}

// The schemas say of a name in a reference only how long it may be: a plugin that hands on what a
// user wrote is not at fault.
TEST(IrCheckTest, AReferenceMayNameWhatNoObjectIsCalled) {
  for (const std::string name : {"gw", "no name", "é", "a\nb", "\x7f"}) {
    EXPECT_EQ(FindInvalidParent(name), "") << name;
  }
  EXPECT_EQ(FindInvalidParent(""), "parents must have a kind and a name");
  EXPECT_EQ(FindInvalidParent(std::string(5000, 'a')), "parents must have a kind and a name");
}

// The proxies' border: what gets through here is rendered as it is.
TEST(IrCheckTest, WhatEnvoyWouldRefuseOfAMatch) {
  const auto find = [](const ir::HttpMatch& match) {
    return FindInvalidMatch({.matches = {match}}, 0, ir::Traffic::kHttp);
  };
  const auto exact = ir::ValueMatchType::kExact, regular = ir::ValueMatchType::kRegularExpression;
  EXPECT_EQ(find({}), "");
  EXPECT_NE(find({.path = {ir::PathMatchType::kRegularExpression, "("}}), "");
  for (const char* const path : {"", "a", "/b?c", "/b#c", "/b/"}) {
    EXPECT_NE(find({.path = {ir::PathMatchType::kPathPrefix, path}}), "") << path;
  }
  EXPECT_NE(find({.path = {ir::PathMatchType::kExact, ""}}), "");
  EXPECT_NE(find({.headers = {{":path", exact, "/"}}}), "");
  EXPECT_NE(find({.headers = {{"a", regular, "("}}}), "");
  EXPECT_EQ(find({.query_params = {{std::string(1024, 'a'), exact, "b"}}}), "");
  EXPECT_NE(find({.query_params = {{std::string(1025, 'a'), exact, "b"}}}), "");
  EXPECT_NE(find({.query_params = {{"", exact, "b"}}}), "");
}

TEST(IrCheckTest, WhatEnvoyWouldRefuseOfHeaders) {
  const auto find = [](const ir::HeaderModifier& headers) {
    return FindInvalidAction({.request_headers = headers}, 0);
  };
  EXPECT_EQ(find({.set = {{"x-a", "50%"}}}), "");
  EXPECT_NE(find({.set = {{"x-a", "line\nbreak"}}}), "");
  EXPECT_NE(find({.add = {{":path", "/x"}}}), "");
  EXPECT_NE(find({.remove = {"a b"}}), "");
  EXPECT_NE(find({.set = {{"host", "a.example"}}}), "");
}

TEST(ParametersCheckTest, SaysWhatKubernetesWouldRefuse) {
  using Parameters = ir::InfrastructureParameters;
  const struct {
    Parameters parameters;
    std::string error;
  } cases[] = {
      {{}, ""},
      {{.replicas = 3, .pod_labels = {{"example.com/a", "b"}, {"c", ""}}}, ""},
      {{.replicas = 0}, "replicas must be 1 or more"},
      {{.service_type = static_cast<ir::ServiceType>(7)},
       "service_type must be one of the enumerators"},
      {{.resources = ir::Resources{.requests = {{"cpu", "1\n"}}}},
       "resources.requests must be names of resources and quantities"},
      {{.service_labels = {{"a b", "c"}}},
       "service_labels must be labels as Kubernetes allows them, 256 at most"},
      {{.pod_labels = {{"a", "-"}}},
       "pod_labels must be labels as Kubernetes allows them, 256 at most"},
      {{.service_account_name = "No"}, "service_account_name must be a name of an object"},
      {{.fs_group = -1}, "fs_group must be 0 or more"},
  };
  for (const auto& [parameters, error] : cases) {
    EXPECT_EQ(FindInvalidParameters(parameters), error);
  }
}

}  // namespace
}  // namespace meshgate::loader
