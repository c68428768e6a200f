// Random Gateways, routes and requests, as text: for the test against Envoy. The same seed gives
// the same text. [pure]
#ifndef MESHGATE_CONTROLLERS_EXPLAIN_RANDOM_WORLD_H_
#define MESHGATE_CONTROLLERS_EXPLAIN_RANDOM_WORLD_H_

#include <random>
#include <string>
#include <vector>

#include "controllers/explain/request.h"

namespace meshgate::explain {

// The declared ports of the one Gateway, "ns/gw"; each has at least one listener.
inline constexpr int kPorts[] = {80, 8080, 8443};
// The Services of every world: "ns/s0" .. "ns/s2" and "other/s3", to which no grant leads.
inline constexpr const char* kServices[] = {"s0", "s1", "s2", "s3"};

class RandomWorld {
 public:
  explicit RandomWorld(unsigned seed) : random_(seed) {}

  // YAML documents: class, Gateway, Services and routes.
  std::string NewWorld();
  // A request that such a world may serve.
  Request NewRequest();

 private:
  int Pick(int count) { return static_cast<int>(random_() % static_cast<unsigned>(count)); }
  bool OneIn(int count) { return Pick(count) == 0; }
  template <typename T, size_t N>
  const T& PickOf(const T (&items)[N]) {
    return items[Pick(N)];
  }

  std::string NewListener(int index, int port);
  std::string NewRoute(int index);
  std::string NewRule();
  std::string NewPath();
  std::string NewMatch();
  std::string NewValues(const std::string& field, const std::vector<std::string>& names);
  std::string NewAction();
  std::string NewRedirect();
  std::string NewRewrite();
  std::string NewPathChange();
  std::string NewBackends();
  std::string NewHost();
  std::string NewTarget();

  std::mt19937 random_;
};

}  // namespace meshgate::explain

#endif  // MESHGATE_CONTROLLERS_EXPLAIN_RANDOM_WORLD_H_
