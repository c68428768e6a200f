// The names of what is made for a Gateway. [pure]
#ifndef MESHGATE_CONTROLLERS_INFRA_KUBERNETES_NAMES_H_
#define MESHGATE_CONTROLLERS_INFRA_KUBERNETES_NAMES_H_

#include <string>
#include <string_view>

namespace meshgate::infra {

// Of the Service, the Deployment and the ServiceAccount: the Gateway's own name where that is a
// legal name of a Service (RFC 1035 label, up to 63 bytes). Else what is legal of its beginning,
// "-", and 8 hexadecimal digits of a hash of the whole.
std::string ProxyName(std::string_view gateway);

// Of the ConfigMap with the bootstrap and of the Secret with the credentials for xDS: users have
// ConfigMaps and Secrets called as their Gateways, so these have names of their own.
std::string BootstrapName(std::string_view gateway);
std::string CredentialsName(std::string_view gateway);

// A name of an object (DNS subdomain) as the value of a label: as it is up to 63 bytes, else
// shortened with a hash as above.
std::string NameAsLabel(std::string_view name);

}  // namespace meshgate::infra

#endif  // MESHGATE_CONTROLLERS_INFRA_KUBERNETES_NAMES_H_
