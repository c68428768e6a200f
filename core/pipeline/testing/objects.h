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

#include "core/certificate/pair_for_test.h"
#include "core/resource/object.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline::world {

inline constexpr char kController[] = "gateways.kuma.io/controller";

struct ClassSpec {
  std::string name = "kuma";
  std::string controller = kController;
  std::string parameters = {};  // name of a ParametersSpec
};

struct CertificateSpec {
  std::string ns = {};
  std::string name = {};
  std::string kind = {};
};

struct ListenerSpec {
  std::string name = {};
  int port = 80;
  std::string protocol = "HTTP";
  std::string hostname = {};
  std::string from = "All";
  std::string team = {};  // what the label of the same name must be; with from "Selector"
  std::vector<std::string> kinds = {};
  std::vector<CertificateSpec> certificates = {};
  std::string tls_mode = {};
};

struct GatewaySpec {
  std::string ns = "infra";
  std::string name = "gateway";
  std::string gateway_class = "kuma";
  std::vector<ListenerSpec> listeners = {};
  std::string address = {};  // or several, with spaces between them
  std::string address_type = {};
  std::string mesh = {};
  std::string parameters = {};  // name of a ParametersSpec
  std::string label = {};       // the value of an infrastructure label
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
  std::string header = {};                // a value that is set on requests
  bool refused = false;                   // has a filter that no plugin understands
  std::vector<std::string> filters = {};  // names of FilterSpecs
  std::vector<BackendSpec> mirrors = {};
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
  std::string to_kind = "Service";
  std::string to_name = {};
};

struct ServiceSpec {
  std::string ns = {};
  std::string name = {};
  std::vector<int> ports = {80};  // named "p80"
  std::string app_protocol = {};
  bool external_name = false;
  std::string note = {};  // an annotation, of no interest to anybody
};

// A Secret with a certificate and its key.
struct SecretSpec {
  std::string ns = {};
  std::string name = {};
  int pair = 0;     // which of the process's pairs, below kPairs
  int key_of = -1;  // the key is that of another pair
  std::string type = "kubernetes.io/tls";
  bool malformed = false;
};

inline constexpr int kPairs = 3;
// Made once in each process.
const certificate::PairForTest& PairOf(int index);

inline bool IsGood(const SecretSpec& spec) {
  return spec.type == "kubernetes.io/tls" && !spec.malformed &&
         (spec.key_of < 0 || spec.key_of == spec.pair);
}

// A ConfigMap with one value; without it custom filters refuse it.
struct ValueSpec {
  std::string ns = {};
  std::string name = {};
  bool given = true;
  std::string value = {};  // "": filters say that it has no effect
};

// A custom filter that sets a request header, or refers to what holds its value: a ValueSpec, or a
// SecretSpec.
struct FilterSpec {
  std::string ns = {};
  std::string name = {};
  std::string value = {};
  int respond = 0;         // answers with this status
  std::string limit = {};  // what it tells its Envoy filter
  bool refused = false;
  bool plugin_throws = false;
  BackendSpec from = {};  // "ConfigMap" unless it names another kind; the port means nothing
};

// Cluster-scoped parameters of classes and Gateways.
struct ParametersSpec {
  std::string name = {};
  int replicas = 0;
  std::string pod_label = {};
  std::string note = {};  // a field of which the plugin says something
  bool refused = false;
  bool plugin_throws = false;
};

// A policy for Services and Gateways: of TestPolicy, or of OtherPolicy, which come in this order.
struct TargetSpec {
  std::string kind = "Service";
  std::string name = {};
  std::string section = {};
};
struct PolicySpec {
  std::string ns = {};
  std::string name = {};
  std::string kind = "TestPolicy";
  std::vector<TargetSpec> targets = {};
  int connect_milliseconds = 0;
  std::string header = {};  // the value of a response header with the kind's name
  std::string from = {};    // a ValueSpec of its namespace that has that value
  bool refused = false;
  bool plugin_throws = false;
  int64_t created = 0;
  int64_t generation = 1;
};

struct NamespaceSpec {
  std::string name = {};
  std::string team = {};
  std::string mesh = {};
  std::string note = {};
};

using Spec = std::variant<ClassSpec, GatewaySpec, RouteSpec, GrantSpec, ServiceSpec, NamespaceSpec,
                          FilterSpec, ParametersSpec, SecretSpec, ValueSpec, PolicySpec>;

resource::ObjectId IdOf(const Spec& spec);
resource::ObjectPtr Make(const Spec& spec);

inline const resource::Kind kParameters = resource::Kind::Of("test.example.com", "Parameters");
inline const resource::Kind kHeaderFilter = resource::Kind::Of("test.example.com", "HeaderFilter");

inline const resource::Kind kTestPolicy = resource::Kind::Of("test.example.com", "TestPolicy");
inline const resource::Kind kOtherPolicy = resource::Kind::Of("test.example.com", "OtherPolicy");

resource::ObjectId GatewayId(const std::string& ns, const std::string& name);
resource::ObjectId RouteId(const std::string& ns, const std::string& name,
                           const std::string& kind = "HTTPRoute");

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_OBJECTS_H_
