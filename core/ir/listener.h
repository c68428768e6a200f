// What a listener is and what it says of TLS, in values. [pure]
#ifndef MESHGATE_CORE_IR_LISTENER_H_
#define MESHGATE_CORE_IR_LISTENER_H_

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "core/ir/route.h"

namespace meshgate::ir {

// Of a socket: TCP 53 and UDP 53 are two.
enum class Transport { kTcp, kUdp };

// What a listener routes: requests by their hostname; TLS connections, which it does not end, by
// the name that their client asks for (SNI); or connections, or datagrams, as a whole.
enum class Traffic { kHttp, kTls, kTcp, kUdp };

// A value of Listener.protocol. Gateway API: ProtocolType.
struct ListenerProtocol {
  std::string name;  // "HTTPS"
  Transport transport = Transport::kTcp;
  Traffic traffic = Traffic::kHttp;  // once TLS has ended, if it does
  bool ends_tls = false;
  bool operator==(const ListenerProtocol&) const = default;

  // Whether listeners of one port are told apart by hostname. Gateway API, GatewaySpec.listeners,
  // "Distinct Listeners": one of any other protocol takes its port alone.
  bool has_hostnames() const {
    return ends_tls || traffic == Traffic::kHttp || traffic == Traffic::kTls;
  }
};

enum class TlsVersion { k1_2, k1_3 };

// How TLS is spoken with clients.
struct TlsSettings {
  TlsVersion min_version = TlsVersion::k1_2;
  // Of TLS 1.2, which 1.3 does not let choose: some of kCipherSuites, in the order of preference.
  // None: the proxies' own.
  std::vector<std::string> cipher_suites;
  bool operator==(const TlsSettings&) const = default;
};

// Those with forward secrecy and authenticated encryption, by the names of OpenSSL.
inline constexpr std::string_view kCipherSuites[] = {
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-RSA-AES256-GCM-SHA384",   "ECDHE-RSA-CHACHA20-POLY1305"};

inline bool IsCipherSuite(std::string_view name) {
  return std::find(std::begin(kCipherSuites), std::end(kCipherSuites), name) !=
         std::end(kCipherSuites);
}

// A listener that ends TLS: what a listener kind builds. Each connection gets the certificate that
// fits what its client asks for, else the first.
struct ListenerTls {
  // Which of the listener's references are certificates to serve with, by their place in what
  // References() returned; those that lead to a usable one, distinct.
  std::vector<size_t> certificates;
  TlsSettings settings;
  bool operator==(const ListenerTls&) const = default;
};

}  // namespace meshgate::ir

#endif  // MESHGATE_CORE_IR_LISTENER_H_
