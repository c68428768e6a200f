// The few questions that we ask a local Envoy over the Unix socket of its admin interface.
#ifndef MESHGATE_CONTROLLERS_INFRA_HOST_ADMIN_CLIENT_H_
#define MESHGATE_CONTROLLERS_INFRA_HOST_ADMIN_CLIENT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace meshgate::infra {

// Every call blocks for at most one second; Unavailable if Envoy does not answer. [thread-safe]
class AdminClient {
 public:
  explicit AdminClient(std::string socket_path) : socket_path_(std::move(socket_path)) {}

  // From now on Envoy asks its clients to leave ("connection: close", GOAWAY); it goes on serving.
  absl::Status StartDraining() const;

  // Client connections that are open on listeners other than the admin interface; zero means that
  // nobody would notice the end of this Envoy.
  absl::StatusOr<int64_t> OpenConnections() const;

 private:
  std::string socket_path_;
};

// The sum of the gauges downstream_cx_active of all listeners in the answer of Envoy's /stats,
// without those of the admin interface and the shares of single workers. [pure]
int64_t SumOpenConnections(std::string_view stats);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_HOST_ADMIN_CLIENT_H_
