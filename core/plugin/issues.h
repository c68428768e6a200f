// What is wrong with an object, as its user should read it. The host turns issues into conditions.
//
// `field` is the path of the field ("spec.rules[0].filters[1]"); `message` is one sentence that
// says what is wrong and the way out. Never report a missing or forbidden reference: the core
// resolves references and reports them. [implemented by the host; valid during the call]
#ifndef MESHGATE_CORE_PLUGIN_ISSUES_H_
#define MESHGATE_CORE_PLUGIN_ISSUES_H_

#include <cstddef>
#include <string>
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

  // Why the proxies would refuse the regular expression, with the way out, as the end of a sentence
  // that begins with its field; empty when they take it. Every expression that a plugin returns is
  // held against this.
  virtual std::string ExpressionError(std::string_view expression) const = 0;

 protected:
  ~Issues() = default;
};

// The same for the object of a custom filter.
class FilterIssues {
 public:
  // The filter cannot be used as written: the rules that refer to it answer 500.
  virtual void Refuse(std::string_view field, std::string_view message) = 0;

 protected:
  ~FilterIssues() = default;
};

// The same for parameters of GatewayClasses and Gateways.
class ParametersIssues {
 public:
  // The parameters cannot be used as written: what refers to them is not accepted, with reason
  // InvalidParameters.
  virtual void Refuse(std::string_view field, std::string_view message) = 0;

  // The field has less of an effect than its user may expect: what refers to the parameters is
  // accepted, and says so.
  virtual void Note(std::string_view field, std::string_view message) = 0;

 protected:
  ~ParametersIssues() = default;
};

// The same for a listener of a Gateway. `field` is below the listener: "tls.mode".
class ListenerIssues {
 public:
  // The listener cannot be served as written: Accepted=False, reason UnsupportedValue.
  virtual void Refuse(std::string_view field, std::string_view message) = 0;

 protected:
  ~ListenerIssues() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_ISSUES_H_
