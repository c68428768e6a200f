// Status documents: the status of one object as this controller would write it. [pure]
//
// Value structs, compared with ==; Encode gives the form that the API server takes. A route's
// parents are only the ones that belong to this controller; merging with what others wrote is up to
// the writer.
#ifndef MESHGATE_CORE_STATUS_DOCUMENT_H_
#define MESHGATE_CORE_STATUS_DOCUMENT_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/ir/route.h"
#include "core/resource/kind.h"
#include "core/resource/object_id.h"
#include "core/resource/value.h"
#include "core/status/condition.h"

namespace meshgate::status {

struct GatewayClassStatus {
  std::vector<Condition> conditions;
  std::vector<std::string> supported_features;  // in alphabetical order, as the CRD demands
  bool operator==(const GatewayClassStatus&) const = default;
};

struct Address {
  std::string type;  // "IPAddress", "Hostname" or an implementation's own
  std::string value;
  bool operator==(const Address&) const = default;
};

struct ListenerStatus {
  std::string name;
  std::vector<resource::Kind> supported_kinds;
  int attached_routes = 0;
  std::vector<Condition> conditions;
  bool operator==(const ListenerStatus&) const = default;
};

struct GatewayStatus {
  std::vector<Address> addresses;
  std::vector<Condition> conditions;
  std::vector<ListenerStatus> listeners;  // in the order of spec.listeners
  bool operator==(const GatewayStatus&) const = default;
};

// What one controller says of an object where another one is concerned.
struct ParentStatus {
  ir::ParentRef ref;  // as written in spec.parentRefs, with group and kind defaulted
  std::string controller_name;
  std::vector<Condition> conditions;
  bool operator==(const ParentStatus&) const = default;
};

struct RouteStatus {
  std::vector<ParentStatus> parents;  // in the order of spec.parentRefs
  bool operator==(const RouteStatus&) const = default;
};

// Gateway API: PolicyStatus. The ancestors are Gateways that do what the policy says, or else its
// targets.
struct PolicyStatus {
  std::vector<ParentStatus> ancestors;  // sorted, at most 16
  bool operator==(const PolicyStatus&) const = default;
};

struct Document {
  resource::ObjectId id;
  std::string api_version;
  int64_t observed_generation = 0;  // written into every condition
  std::variant<GatewayClassStatus, GatewayStatus, RouteStatus, PolicyStatus> status;
  bool operator==(const Document&) const = default;
};

// apiVersion, kind, metadata.name and .namespace, status; fields in the order of the Go types.
// Conditions stand in the order of reasons.def, whatever their order here; lastTransitionTime is
// 1970-01-01T00:00:00Z, which a writer to a cluster replaces. Lists that are empty are left out,
// except supportedKinds, parents and ancestors.
resource::Value Encode(const Document& document);

}  // namespace meshgate::status

#endif  // MESHGATE_CORE_STATUS_DOCUMENT_H_
