// What a request proves who we are with: a token that may change while we run, or a certificate.
#ifndef MESHGATE_CONTROLLERS_KUBERNETES_CREDENTIALS_H_
#define MESHGATE_CONTROLLERS_KUBERNETES_CREDENTIALS_H_

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "controllers/kubernetes/access.h"
#include "core/base/mutex.h"

namespace meshgate::kubernetes {

// All secret; "" where nothing is used.
struct Proof {
  std::string token;
  std::string certificate;  // PEM
  std::string key;          // PEM
  bool operator==(const Proof&) const = default;
};

// What an exec plugin printed (ExecCredential.status). InvalidArgument naming the field. [pure]
struct ExecAnswer {
  Proof proof;
  std::optional<std::chrono::system_clock::time_point> expires;
};
absl::StatusOr<ExecAnswer> ParseExecCredential(const std::string& json);

// Reads a token file again every minute (kubelet replaces it long before it expires), and runs an
// exec plugin again when what it said expires, or was refused. [thread-safe]
class Credentials {
 public:
  using Time = std::chrono::system_clock::time_point;

  explicit Credentials(const Access& access) : access_(access) {}

  // Blocks while a file is read or a plugin runs: at most 60 seconds. Unavailable, naming the file
  // or the program.
  absl::StatusOr<Proof> Get(Time now);
  // The server answered 401: the next Get() asks again, whatever was kept.
  void Refuse();

 private:
  absl::StatusOr<Proof> Renew(Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Access access_;
  base::Mutex mutex_;
  std::optional<Proof> kept_ ABSL_GUARDED_BY(mutex_);
  Time kept_until_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace meshgate::kubernetes

#endif  // MESHGATE_CONTROLLERS_KUBERNETES_CREDENTIALS_H_
