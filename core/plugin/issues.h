// What is wrong with an object, as its user should read it. The host turns issues into conditions.
//
// A field is given by its path ("spec.rules[0].filters[1]"); a message is one sentence that says
// what is wrong and the way out. Never report a missing or forbidden reference: the core resolves
// references and reports them. [implemented by the host; valid during the call]
#ifndef MESHGATE_CORE_PLUGIN_ISSUES_H_
#define MESHGATE_CORE_PLUGIN_ISSUES_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "core/plugin/object.h"

namespace meshgate::plugin {

// Of routes, whose rules stand and fall one by one.
class RouteIssues {
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
  ~RouteIssues() = default;
};

// A field of what is described, or of an object that it refers to.
struct Place {
  Place(const char* path) : field(path) {}         // NOLINT: written as what it is
  Place(std::string_view path) : field(path) {}    // NOLINT
  Place(const std::string& path) : field(path) {}  // NOLINT
  Place(const Object& in, std::string_view path) : object(&in), field(path) {}

  const Object* object = nullptr;  // null: the one that is described
  std::string_view field;          // of a listener below the listener: "tls.mode"
};

// Of all others, which are used whole or not at all.
class Issues {
 public:
  // It cannot be used as written. A filter: the rules that refer to it answer 500. Parameters: what
  // refers to them is not accepted, reason InvalidParameters. A listener: Accepted=False, reason
  // UnsupportedValue. A policy: Accepted=False, reason Invalid, and without effect.
  virtual void Refuse(Place place, std::string_view message) = 0;

  // The field has less of an effect than its user may expect: it is used, and a condition says so.
  virtual void Note(Place place, std::string_view message) = 0;

 protected:
  ~Issues() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_ISSUES_H_
