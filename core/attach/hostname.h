// Hostnames of listeners and routes: how they intersect and which is the more specific.
//
// Gateway API: HTTPRouteSpec.hostnames, Listener.hostname. Hostnames are lower case and have no
// final dot (Normalise); "" and "*" mean every hostname, and results say "*". The wildcard label of
// "*.a.b" covers one or more labels, never the bare suffix "a.b". [pure]
#ifndef MESHGATE_CORE_ATTACH_HOSTNAME_H_
#define MESHGATE_CORE_ATTACH_HOSTNAME_H_

#include <optional>
#include <string>
#include <string_view>

namespace meshgate::attach {

// Lower case, without one final dot.
std::string Normalise(std::string_view hostname);

// Whether `wide` matches every hostname that `narrow` matches. Equal hostnames cover each other.
bool Covers(std::string_view wide, std::string_view narrow);

// The hostnames that both match: the more specific of the two, if one covers the other. (Two
// hostnames of this form either nest or have nothing in common.)
std::optional<std::string> Intersect(std::string_view listener, std::string_view route);

// The next wider hostname that covers this one: "a.b.c", "*.b.c", "*.c", "*", and after it "" (the
// end). Each covers the ones before it, and no hostname lies between two of them.
std::string Wider(std::string_view hostname);

}  // namespace meshgate::attach

#endif  // MESHGATE_CORE_ATTACH_HOSTNAME_H_
