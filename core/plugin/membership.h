// The role of a plugin that divides objects into groups which do not see each other, such as
// meshes. At most one plugin has it.
//
// An object's group is what Of() says of the object, else what Of() says of its Namespace object,
// else fallback(). A route attaches only to parents of its own group; the core compares and
// reports.
#ifndef MESHGATE_CORE_PLUGIN_MEMBERSHIP_H_
#define MESHGATE_CORE_PLUGIN_MEMBERSHIP_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/plugin/object.h"

namespace meshgate::plugin {

class Membership {
 public:
  virtual std::string_view noun() const = 0;      // what a group is called in messages: "mesh"
  virtual std::string_view fallback() const = 0;  // the group of objects that name none
  // The group that `object` names itself, if any. Called on any thread. [pure]
  virtual std::optional<std::string> Of(const Object& object) const = 0;

 protected:
  ~Membership() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_MEMBERSHIP_H_
