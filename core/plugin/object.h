// A Kubernetes object as a plugin sees it: defaulted and checked against its schema, without its
// status. Implemented by the host, valid during the call that received it. [thread-safe]
#ifndef MESHGATE_CORE_PLUGIN_OBJECT_H_
#define MESHGATE_CORE_PLUGIN_OBJECT_H_

#include <string_view>

#include "core/plugin/node.h"

namespace meshgate::plugin {

class Object {
 public:
  virtual std::string_view group() const = 0;
  virtual std::string_view kind() const = 0;
  virtual std::string_view ns() const = 0;  // "" for a cluster-scoped object
  virtual std::string_view name() const = 0;
  virtual Node root() const = 0;

  Node spec() const { return root()["spec"]; }
  std::string_view Label(std::string_view key) const {
    return root()["metadata"]["labels"][key].Text();
  }
  std::string_view Annotation(std::string_view key) const {
    return root()["metadata"]["annotations"][key].Text();
  }

 protected:
  ~Object() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_OBJECT_H_
