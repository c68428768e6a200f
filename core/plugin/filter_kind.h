// The role of a plugin that understands one kind of custom filter: objects to which rules refer by
// ExtensionRef.
#ifndef MESHGATE_CORE_PLUGIN_FILTER_KIND_H_
#define MESHGATE_CORE_PLUGIN_FILTER_KIND_H_

#include <optional>
#include <string>
#include <vector>

#include "core/ir/filter.h"
#include "core/plugin/resolving.h"

namespace meshgate::plugin {

struct FilterKindSpec {
  std::string group;
  std::string kind;
  // The Envoy HTTP filter that does the work, if any, with a configuration that Envoy accepts. Each
  // listener has it, switched off; ir::Filter::envoy_filter switches it on for a rule. The manager
  // does not start with a message that does not fit its type.
  std::optional<ir::EnvoyMessage> envoy_filter = {};
  std::vector<ir::KindName> reads = {};  // kinds of the objects that filters refer to
};

// Builds what an object does to requests.
class FilterKind : public Resolving<ir::Filter> {
 public:
  virtual FilterKindSpec spec() const = 0;

 protected:
  ~FilterKind() = default;
};

}  // namespace meshgate::plugin

#endif  // MESHGATE_CORE_PLUGIN_FILTER_KIND_H_
