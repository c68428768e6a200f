// Requests in the terms of a Kubernetes API server. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_KUBERNETES_API_H_
#define MESHGATE_CONTROLLERS_KUBERNETES_API_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "controllers/kubernetes/http_client.h"
#include "core/resource/kind_info.h"
#include "core/resource/value.h"

namespace meshgate::kubernetes {

// A kind as one API version serves it.
struct ApiResource {
  std::string group;  // "" for the core group
  std::string version;
  std::string plural;
  bool namespaced = true;

  // "/apis/gateway.networking.k8s.io/v1/httproutes", of all namespaces.
  std::string CollectionPath() const;
  // ".../namespaces/NS/httproutes/NAME[/SUBRESOURCE]"; without a name, of one namespace.
  std::string ObjectPath(const std::string& ns, const std::string& name,
                         const std::string& subresource = "") const;
};

ApiResource ResourceOf(const resource::KindInfo& info, const std::string& version);

// What an answer that is no success means, with the server's words: NotFound, AlreadyExists,
// Aborted (a resourceVersion or uid that is not the current one), PermissionDenied,
// Unauthenticated, InvalidArgument (the object is refused), OutOfRange (a resourceVersion that is
// too old), Unavailable (ask again later), Internal. OK for 2xx. [pure]
absl::Status StatusOf(const HttpResponse& response);

// What a list says of itself. None when the text is no list. [pure]
struct ListHead {
  std::string resource_version;
  std::string next;  // metadata.continue: "" on the last page
};
std::optional<ListHead> ReadListHead(const std::string& json);

// Blocking calls; each answers with the object as it is now, or an error of StatusOf().
class Api {
 public:
  // `client` must outlive this.
  explicit Api(HttpClient& client) : client_(client) {}

  absl::StatusOr<resource::Value> Get(const std::string& path);
  absl::StatusOr<resource::Value> Create(const std::string& path, const resource::Value& object);
  // Replaces the object; its metadata.resourceVersion is a precondition.
  absl::StatusOr<resource::Value> Replace(const std::string& path, const resource::Value& object);
  // A JSON merge patch; a metadata.resourceVersion in it is a precondition.
  absl::StatusOr<resource::Value> MergePatch(const std::string& path, const std::string& patch);
  // Deletes the object if it still has this uid; its dependents are collected in the background.
  absl::Status Delete(const std::string& path, const std::string& uid);

 private:
  absl::StatusOr<resource::Value> Exchange(HttpRequest request);

  HttpClient& client_;
};

}  // namespace meshgate::kubernetes

#endif  // MESHGATE_CONTROLLERS_KUBERNETES_API_H_
