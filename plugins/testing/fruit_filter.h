// A filter kind for the test plugins, which does what spec.wish asks for.
#ifndef MESHGATE_PLUGINS_TESTING_FRUIT_FILTER_H_
#define MESHGATE_PLUGINS_TESTING_FRUIT_FILTER_H_

#include <stdexcept>
#include <string_view>

#include "core/plugin/filter_kind.h"

namespace meshgate::testing_plugins {

class FruitFilter : public plugin::FilterKind {
 public:
  plugin::FilterKindSpec spec() const override {
    return {.group = "test.example.com", .kind = "FruitFilter"};
  }

  ir::Filter Build(const plugin::Object&, plugin::Node spec, plugin::ResolvedReferences,
                   plugin::Issues& issues) const override {
    const std::string_view wish = spec["wish"].Text();
    if (wish == "throw") throw std::runtime_error("index 7 of 3");
    if (wish == "throw a number") throw 7;
    if (wish == "refuse") issues.Refuse("spec.wish", "no fruit is refused; wish for another");
    ir::Filter filter;
    filter.response_headers.set = {{"fruit", "apple"}};
    if (wish == "header injection") filter.request_headers.add = {{"a", "b\r\nc: d"}};
    if (wish == "bad status") filter.direct_response.emplace().status = 99;
    if (wish == "long body") filter.direct_response.emplace().body.assign(4097, 'a');
    if (wish == "an unregistered Envoy filter") filter.envoy_filter.emplace().type = "a.B";
    return filter;
  }
};

}  // namespace meshgate::testing_plugins

#endif  // MESHGATE_PLUGINS_TESTING_FRUIT_FILTER_H_
