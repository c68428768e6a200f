// How people and URLs name a socket. [pure]
#ifndef MESHGATE_CORE_BASE_SOCKET_NAME_H_
#define MESHGATE_CORE_BASE_SOCKET_NAME_H_

#include <arpa/inet.h>

#include <string>
#include <string_view>

namespace meshgate::base {

// "10.0.0.1:8080", "[::1]:8080" or "localhost:8080": an address of version 6 is in brackets, since
// its own colons would hide that of the port (RFC 3986, 3.2.2). `host` has no brackets yet.
inline std::string SocketName(std::string_view host, std::string_view port) {
  const bool is_v6 = host.find(':') != host.npos;
  std::string name(is_v6 ? "[" : "");
  name.append(host).append(is_v6 ? "]:" : ":");
  return name.append(port);
}

inline std::string SocketName(std::string_view host, int port) {
  return SocketName(host, std::to_string(port));
}

// "::1" of "[::1]"; any other host as it is.
inline std::string_view WithoutBrackets(std::string_view host) {
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return has_brackets ? host.substr(1, host.size() - 2) : host;
}

// Whether it is an IP address, of version 6 without brackets.
inline bool IsIpAddress(const std::string& text) {
  in6_addr ignored;
  return inet_pton(AF_INET, text.c_str(), &ignored) == 1 ||
         inet_pton(AF_INET6, text.c_str(), &ignored) == 1;
}

}  // namespace meshgate::base

#endif  // MESHGATE_CORE_BASE_SOCKET_NAME_H_
