// How an API server is reached, and as whom: from a kubeconfig file, or from the service account
// that is mounted into a pod.
#ifndef MESHGATE_CONTROLLERS_KUBERNETES_ACCESS_H_
#define MESHGATE_CONTROLLERS_KUBERNETES_ACCESS_H_

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace meshgate::kubernetes {

// A program that prints an ExecCredential (client.authentication.k8s.io/v1 or v1beta1).
struct ExecPlugin {
  std::string api_version;
  std::string command;  // a path, or a name that is looked up in PATH
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  // besides our own
  bool operator==(const ExecPlugin&) const = default;
};

// Texts, not paths, but for the token file, which is read again before it can expire. "" where
// nothing is given. Keys and tokens are secret: they are never printed.
struct Access {
  std::string server;       // "https://10.0.0.1:6443"
  std::string server_name;  // to check the certificate against, if not the host of `server`
  std::string authority;    // PEM; "": the system's
  bool insecure = false;    // no check at all
  std::string certificate;  // PEM, of the client
  std::string key;          // PEM
  std::string token;
  std::string token_file;
  std::optional<ExecPlugin> exec;
  std::string default_namespace = "default";
  bool operator==(const Access&) const = default;
};

// Reads a kubeconfig file. `context` "" means its current-context. Relative paths are taken from
// the file's folder. NotFound or InvalidArgument, naming the file, the field and the way out.
absl::StatusOr<Access> ReadKubeconfig(const std::string& path, const std::string& context);

// The service account below `folder` ("/var/run/secrets/kubernetes.io/serviceaccount"), with the
// server of KUBERNETES_SERVICE_HOST and _PORT, which `environment` gives ("" when unset). NotFound
// when this is no pod of a cluster.
absl::StatusOr<Access> ReadServiceAccount(
    const std::string& folder, const std::function<std::string(const char*)>& environment);

}  // namespace meshgate::kubernetes

#endif  // MESHGATE_CONTROLLERS_KUBERNETES_ACCESS_H_
