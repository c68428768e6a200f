// What is wrong with an object, as its user should read it. The host turns issues into conditions.
//
// `field` is the path of the field ("spec.rules[0].filters[1]"); `message` is one sentence that
// says what is wrong and the way out. Never report a missing or forbidden reference: the core
// resolves references and reports them. [implemented by the host; valid during the call]
#ifndef MESHGATE_CORE_PLUGIN_ISSUES_H_
#define MESHGATE_CORE_PLUGIN_ISSUES_H_

#include <cstddef>
#include <string_view>

namespace meshgate::plugin {

class Issues {
 public:
  // Rule `index` cannot be served as written: its matches answer 500, the other rules are served.
  // Condition: PartiallyInvalid, or Accepted=False if no rule is left; reason UnsupportedValue.
  virtual void RefuseRule(size_t index, std::string_view field, std::string_view message) = 0;

  // The whole route cannot be served: Accepted=False with `reason`, one that reasons.def lists for
  // the Accepted condition of a route ("UnsupportedValue").
  virtual void RefuseRoute(std::string_view reason, std::string_view field,
                           std::string_view message) = 0;

 protected:
  ~Issues() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_ISSUES_H_
