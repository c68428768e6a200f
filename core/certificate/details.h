// What people want to know of a certificate that is served. Nothing here decides anything. [pure]
#ifndef MESHGATE_CORE_CERTIFICATE_DETAILS_H_
#define MESHGATE_CORE_CERTIFICATE_DETAILS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::certificate {

struct Details {
  // DNS names, IP addresses and URIs of subjectAltName, or else the common name.
  std::vector<std::string> names;
  std::string issuer;           // "CN=R3,O=Let's Encrypt,C=US" (RFC 2253)
  int64_t begins_seconds = 0;   // notBefore, Unix seconds
  int64_t expires_seconds = 0;  // notAfter
};

// Of the first certificate of KeyPair::chain.
Details ReadDetails(std::string_view chain);

}  // namespace meshgate::certificate

#endif  // MESHGATE_CORE_CERTIFICATE_DETAILS_H_
