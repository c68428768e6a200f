// A route kind for the test plugins, of which each changes what it needs.
#ifndef MESHGATE_PLUGINS_TESTING_FRUIT_H_
#define MESHGATE_PLUGINS_TESTING_FRUIT_H_

#include "core/plugin/parent_refs.h"
#include "core/plugin/route_kind.h"

namespace meshgate::testing_plugins {

// A FruitRoute has one rule; spec.wish says what a test wants of it.
class FruitRoute : public plugin::RouteKind {
 public:
  plugin::RouteKindSpec spec() const override {
    return {.group = "test.example.com",
            .kind = "FruitRoute",
            .versions = {"v1"},
            .traffic = ir::Traffic::kHttp,
            .protocols = {"HTTP"},
            .features = {}};
  }

  ir::Route Describe(const plugin::Object& object, plugin::RouteIssues& issues) const override {
    ir::Route route;
    route.parents = plugin::DescribeParents(object.spec());
    route.rules.emplace_back().matches.emplace_back();
    return route;
  }
};

}  // namespace meshgate::testing_plugins

#endif  // MESHGATE_PLUGINS_TESTING_FRUIT_H_
