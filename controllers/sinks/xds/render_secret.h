// Secrets: a certificate chain and its private key, for the listeners that end TLS. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_SECRET_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_SECRET_H_

#include <string>
#include <string_view>

#include "core/base/secret_bytes.h"
#include "core/certificate/key_pair.h"

namespace meshgate::xds {

// A serialised envoy.extensions.transport_sockets.tls.v3.Secret. Written by hand, so that the key
// is in no buffer that is not wiped.
base::SecretBytes RenderSecret(const std::string& name, const certificate::KeyPair& pair);

// The same message as people may see it: the hash and length of the key in place of the key.
std::string RedactSecret(std::string_view serialised);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_RENDER_SECRET_H_
