// The certificate authority between the manager and its proxies: it says who is which Gateway's
// proxy, and to the proxies who is the manager. Nobody else trusts it.
#ifndef MESHGATE_CONTROLLERS_PKI_AUTHORITY_H_
#define MESHGATE_CONTROLLERS_PKI_AUTHORITY_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace meshgate::pki {

// A certificate and its private key, each as PEM. `key` is secret: it is never printed.
struct Credentials {
  std::string certificate;
  std::string key;
};

// The name in a proxy's certificate, a URI: "meshgate://gateway/NAMESPACE/NAME". [pure]
std::string ProxyName(std::string_view ns, std::string_view name);

// The namespace and name of a Gateway by the name in its proxy's certificate; none for any other
// text. [pure]
struct GatewayName {
  std::string ns;
  std::string name;
  friend bool operator==(const GatewayName&, const GatewayName&) = default;
};
std::optional<GatewayName> ParseProxyName(std::string_view uri);

// What it issues is valid as long as itself: ten years. [thread-safe]
class Authority {
 public:
  using Time = std::chrono::system_clock::time_point;

  // A new one, valid from an hour before `now`, since clocks differ.
  static Authority Create(Time now);
  // InvalidArgument when the texts are no certificate of an authority and its key.
  static absl::StatusOr<Authority> Load(const Credentials& credentials);

  Authority(Authority&&) noexcept;
  Authority& operator=(Authority&&) noexcept;
  ~Authority();

  // What a peer checks certificates of this authority with, PEM.
  const std::string& certificate() const { return credentials_.certificate; }
  // All of it, to be kept in a Secret and given to Load().
  const Credentials& credentials() const { return credentials_; }

  // For a server that clients call by one of these DNS names (at least one).
  Credentials IssueServer(const std::vector<std::string>& dns_names) const;
  // For a client of this name, a URI.
  Credentials IssueClient(const std::string& uri) const;
  // Whether these were issued here for a client of this name, and stay valid for 30 days more.
  bool AcceptsClient(const Credentials& credentials, const std::string& uri, Time now) const;

 private:
  struct Parsed;
  Authority(Credentials credentials, std::unique_ptr<Parsed> parsed);

  Credentials credentials_;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace meshgate::pki

#endif  // MESHGATE_CONTROLLERS_PKI_AUTHORITY_H_
