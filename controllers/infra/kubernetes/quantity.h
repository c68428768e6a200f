// Quantities as Kubernetes writes them: "500m", "1.5", "64Mi", "2e3". [pure]
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_QUANTITY_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_QUANTITY_H_

#include <optional>
#include <string_view>

namespace meshgate::infra {

// The number, or nothing when `text` is no quantity. Exact as far as a double is: an API server
// writes "1000m" as "1", and both give the same number.
std::optional<double> ParseQuantity(std::string_view text);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_QUANTITY_H_
