// The role of a plugin that understands one kind of parameters of GatewayClasses and Gateways:
// GatewayClassSpec.parametersRef, GatewayInfrastructure.parametersRef.
#ifndef MESHGATE_CORE_PLUGIN_CLASS_PARAMETERS_H_
#define MESHGATE_CORE_PLUGIN_CLASS_PARAMETERS_H_

#include <string>
#include <vector>

#include "core/ir/infrastructure.h"
#include "core/plugin/resolving.h"

namespace meshgate::plugin {

struct ClassParametersSpec {
  std::string group;
  std::string kind;
  // As its CustomResourceDefinition says. A GatewayClass names the namespace of namespaced
  // parameters and no other; a Gateway refers to its own namespace, or to none.
  bool namespaced = false;
  // Kinds of the objects that parameters refer to; not Secrets, whose content classes come before.
  std::vector<ir::KindName> reads = {};
};

class ClassParameters : public Resolving<ir::InfrastructureParameters> {
 public:
  virtual ClassParametersSpec spec() const = 0;

 protected:
  ~ClassParameters() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_CLASS_PARAMETERS_H_
