// The role of a plugin that understands one kind of parameters of GatewayClasses and Gateways:
// GatewayClassSpec.parametersRef, GatewayInfrastructure.parametersRef.
#ifndef MESHGATE_CORE_PLUGIN_CLASS_PARAMETERS_H_
#define MESHGATE_CORE_PLUGIN_CLASS_PARAMETERS_H_

#include <string>

#include "core/ir/infrastructure.h"
#include "core/plugin/issues.h"
#include "core/plugin/object.h"

namespace meshgate::plugin {

struct ClassParametersSpec {
  std::string group;
  std::string kind;
  // As its CustomResourceDefinition says. A GatewayClass names the namespace of namespaced
  // parameters and no other; a Gateway refers to its own namespace, or to none.
  bool namespaced = false;
};

class ClassParameters {
 public:
  virtual ClassParametersSpec spec() const = 0;

  // What `object` says. Called on any thread, also concurrently, and may be called again at any
  // time: equal objects give equal results. A throw makes the parameters unusable. [pure]
  virtual ir::InfrastructureParameters Describe(const Object& object,
                                                ParametersIssues& issues) const = 0;

 protected:
  ~ClassParameters() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_CLASS_PARAMETERS_H_
