// Kubernetes label selectors, as Listener.allowedRoutes.namespaces.selector uses them. [pure]
#ifndef MESHGATE_CORE_ATTACH_LABEL_SELECTOR_H_
#define MESHGATE_CORE_ATTACH_LABEL_SELECTOR_H_

#include <string>
#include <utility>
#include <vector>

#include "core/resource/tree.h"

namespace meshgate::attach {

// Key and value; sorted by key, keys are distinct.
using Labels = std::vector<std::pair<std::string, std::string>>;

// The labels of a metadata.labels node; none when it is absent.
Labels ParseLabels(resource::Node labels);

struct LabelRequirement {
  enum class Operator { kIn, kNotIn, kExists, kDoesNotExist };

  std::string key;
  Operator op = Operator::kExists;
  std::vector<std::string> values;  // of kIn and kNotIn: at least one; of the others: none
  bool operator==(const LabelRequirement&) const = default;
};

// All requirements must hold, so an empty selector matches everything. One that is not valid (an
// unknown operator, or values that do not go with the operator) matches nothing, and so does an
// absent one, which is what a default-constructed LabelSelector is.
struct LabelSelector {
  bool valid = false;
  std::vector<LabelRequirement> requirements;  // matchLabels (as kIn), then matchExpressions
  bool operator==(const LabelSelector&) const = default;
};

LabelSelector ParseLabelSelector(resource::Node selector);

// kNotIn holds for an object without the label too.
bool Matches(const LabelSelector& selector, const Labels& labels);

}  // namespace meshgate::attach

#endif  // MESHGATE_CORE_ATTACH_LABEL_SELECTOR_H_
