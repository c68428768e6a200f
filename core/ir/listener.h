// What a listener is and what it says of TLS, in values. [pure]
#ifndef MESHGATE_CORE_IR_LISTENER_H_
#define MESHGATE_CORE_IR_LISTENER_H_

#include <string>
#include <vector>

#include "core/ir/route.h"

namespace meshgate::ir {

// Of a socket: TCP 53 and UDP 53 are two.
enum class Transport { kTcp, kUdp };

// One entry of tls.certificateRefs, as written (defaults applied): the core checks the grant and
// reads the certificate. Gateway API: SecretObjectReference.
struct CertificateRef {
  std::string field;  // "tls.certificateRefs[0]"
  ObjectName object;
  bool operator==(const CertificateRef&) const = default;
};

// A listener that ends TLS: the result of a listener kind's Describe(). Each connection gets the
// certificate that fits what its client asks for, else the first.
struct ListenerTls {
  std::vector<CertificateRef> certificates;
  bool operator==(const ListenerTls&) const = default;
};

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_LISTENER_H_
