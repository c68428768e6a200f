// Objects as tests write them: the fields that the translator reads, as plain values, and the
// resource::Object that a provider would make of them. [pure]
//
// An empty or 0 field means "not given", so that the defaults of the translator are tested too. All
// have initialisers, so that tests name the fields that they are about and no others.
#ifndef MESHGATE_CORE_PIPELINE_TESTING_OBJECTS_H_
#define MESHGATE_CORE_PIPELINE_TESTING_OBJECTS_H_

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/resource/object.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline::world {

inline constexpr char kController[] = "gateways.kuma.io/controller";

struct ClassSpec {
  std::string name = "kuma";
  std::string controller = kController;
  bool parameters = false;  // refers to parameters that nobody understands
};

struct ListenerSpec {
  std::string name = {};
  int port = 80;
  std::string protocol = "HTTP";
  std::string hostname = {};
  std::string from = "All";
  std::string team = {};  // what the label of the same name must be; with from "Selector"
  std::vector<std::string> kinds = {};
};

struct GatewaySpec {
  std::string ns = "infra";
  std::string name = "gateway";
  std::string gateway_class = "kuma";
  std::vector<ListenerSpec> listeners = {};
  std::string address = {};
  std::string address_type = {};
  std::string mesh = {};
  bool parameters = false;
  int64_t created = 0;
  int64_t generation = 1;
};

struct ParentSpec {
  std::string ns = {};
  std::string name = {};
  std::string section = {};
  int port = 0;
};

struct MatchSpec {
  std::string path = "/";
  bool exact = false;
  std::string method = {};
  int headers = 0;
  int query_params = 0;
};

struct BackendSpec {
  std::string ns = {};
  std::string name = {};
  int port = 80;
  std::string kind = {};
};

struct RuleSpec {
  std::vector<MatchSpec> matches = {};
  std::vector<BackendSpec> backends = {};
  std::string header = {};  // a value that is set on requests
  bool refused = false;     // has a filter that no plugin understands
};

struct RouteSpec {
  std::string ns = {};
  std::string name = {};
  std::string kind = "HTTPRoute";
  std::vector<ParentSpec> parents = {};
  std::vector<std::string> hostnames = {};
  std::vector<RuleSpec> rules = {};
  std::string mesh = {};
  bool plugin_throws = false;
  int64_t created = 0;
  int64_t generation = 1;
};

struct GrantSpec {
  std::string ns = {};
  std::string name = {};
  std::string from_ns = {};
  std::string from_kind = "HTTPRoute";
  std::string to_name = {};
};

struct ServiceSpec {
  std::string ns = {};
  std::string name = {};
  std::vector<int> ports = {80};
  std::string app_protocol = {};
  bool external_name = false;
  std::string note = {};  // an annotation, of no interest to anybody
};

struct NamespaceSpec {
  std::string name = {};
  std::string team = {};
  std::string mesh = {};
  std::string note = {};
};

using Spec = std::variant<ClassSpec, GatewaySpec, RouteSpec, GrantSpec, ServiceSpec, NamespaceSpec>;

resource::ObjectId IdOf(const Spec& spec);
resource::ObjectPtr Make(const Spec& spec);

resource::ObjectId GatewayId(const std::string& ns, const std::string& name);
resource::ObjectId RouteId(const std::string& ns, const std::string& name,
                           const std::string& kind = "HTTPRoute");

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_OBJECTS_H_
