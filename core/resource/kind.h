// A group and kind such as gateway.networking.k8s.io/HTTPRoute, one pointer wide.
#ifndef MESHGATE_CORE_RESOURCE_KIND_H_
#define MESHGATE_CORE_RESOURCE_KIND_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace meshgate::resource {

// Copyable like a pointer; ordered by content (group, then kind), so no order depends on addresses.
// Interned kinds live for the life of the process. [thread-safe]
class Kind {
 public:
  // The empty kind: empty group and empty kind.
  Kind() = default;

  // The one Kind of this group and kind; group "" is the core group.
  static Kind Of(std::string_view group, std::string_view kind);

  const std::string& group() const;
  const std::string& kind() const;
  explicit operator bool() const { return entry_ != nullptr; }

  // One entry exists per content, so equal content means equal pointers.
  friend bool operator==(Kind a, Kind b) { return a.entry_ == b.entry_; }
  friend std::strong_ordering operator<=>(Kind a, Kind b);

  template <typename H>
  friend H AbslHashValue(H state, Kind kind) {
    return H::combine(std::move(state), kind.entry_);
  }

 private:
  struct Entry {
    std::string group;
    std::string kind;
  };
  friend class KindTable;

  explicit Kind(const Entry* entry) : entry_(entry) {}

  const Entry* entry_ = nullptr;
};

// "HTTPRoute.gateway.networking.k8s.io"; "Service" for the core group.
std::string ToString(Kind kind);

// "HTTPRoutes", "GatewayClasses", "Policies".
std::string Plural(Kind kind);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_KIND_H_
