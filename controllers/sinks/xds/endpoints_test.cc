#include "controllers/sinks/xds/endpoints.h"

#include "controllers/sinks/xds/wire.h"
#include "core/resource/object.h"
#include "core/resource/value.h"
#include "core/resource/well_known.h"
#include "envoy/config/endpoint/v3/endpoint.pb.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using pipeline::BackendId;
using resource::Value;

using Fields = std::vector<std::pair<std::string, Value>>;

Value Map(const Fields& fields) {
  Value map = Value::Map();
  for (const auto& [key, value] : fields) map.Set(key, value);
  return map;
}

Value Metadata(const std::string& name) {
  return Map({{"namespace", Value::String("ns")}, {"name", Value::String(name)}});
}

resource::ObjectPtr Make(Value value, resource::Kind kind) {
  absl::StatusOr<resource::ObjectPtr> object = resource::MakeObject(std::move(value), kind);
  EXPECT_TRUE(object.ok()) << object.status();
  return *object;
}

// A port of a Service or of a slice; no field for what is empty.
Value Port(const std::string& name, int port, int target_port = 0) {
  Value value = Map({{"port", Value::Integer(port)}});
  if (!name.empty()) value.Set("name", Value::String(name));
  if (target_port != 0) value.Set("targetPort", Value::Integer(target_port));
  return value;
}

resource::ObjectPtr Service(std::vector<Value> ports) {
  return Make(Map({{"apiVersion", Value::String("v1")},
                   {"kind", Value::String("Service")},
                   {"metadata", Metadata("svc")},
                   {"spec", Map({{"ports", Value::List(std::move(ports))}})}}),
              resource::kService);
}

Value Endpoint(const std::string& address, const Fields& conditions = {}) {
  return Map(
      {{"addresses", Value::List({Value::String(address)})}, {"conditions", Map(conditions)}});
}

resource::ObjectPtr Slice(const std::string& name, std::vector<Value> ports,
                          std::vector<Value> endpoints) {
  Value metadata = Metadata(name);
  metadata.Set("labels", Map({{"kubernetes.io/service-name", Value::String("svc")}}));
  return Make(Map({{"apiVersion", Value::String("discovery.k8s.io/v1")},
                   {"kind", Value::String("EndpointSlice")},
                   {"metadata", metadata},
                   {"ports", Value::List(std::move(ports))},
                   {"endpoints", Value::List(std::move(endpoints))}}),
              resource::kEndpointSlice);
}

const std::pair<std::string, Value> kReady = {"ready", Value::Bool(true)};
const std::pair<std::string, Value> kNotReady = {"ready", Value::Bool(false)};
const std::pair<std::string, Value> kServing = {"serving", Value::Bool(true)};
const std::pair<std::string, Value> kNotServing = {"serving", Value::Bool(false)};
const std::pair<std::string, Value> kTerminating = {"terminating", Value::Bool(true)};

class EndpointsTest : public ::testing::Test {
 protected:
  void Put(const resource::ObjectPtr& object) {
    const bool slice = object->id().kind == resource::kEndpointSlice;
    (slice ? tables_.slices : tables_.services).Put(object->id(), object);
  }

  // "address:port" of each endpoint; "none" when the backend has no assignment.
  std::vector<std::string> Addresses(int port) {
    engine_.Commit();
    const base::SharedBytes* bytes = tables_.assignments.Peek({"ns", "svc", port});
    if (bytes == nullptr) return {"none"};
    envoy::config::endpoint::v3::ClusterLoadAssignment assignment;
    ParseOwn(bytes->view(), assignment);
    EXPECT_EQ(assignment.cluster_name(), "ns/svc/" + std::to_string(port));
    std::vector<std::string> addresses;
    for (const auto& locality : assignment.endpoints()) {
      for (const auto& endpoint : locality.lb_endpoints()) {
        const auto& socket = endpoint.endpoint().address().socket_address();
        addresses.push_back(socket.address() + ":" + std::to_string(socket.port_value()));
      }
    }
    return addresses;
  }

  engine::Engine engine_;
  EndpointTables tables_ = AddEndpointStages(engine_, {});
};

using Strings = std::vector<std::string>;

TEST_F(EndpointsTest, AServiceWithoutSlicesHasNoEndpoints) {
  EXPECT_EQ(Addresses(80), Strings{"none"});
  Put(Service({Port("", 80)}));
  EXPECT_EQ(Addresses(80), Strings{});
  EXPECT_EQ(Addresses(81), Strings{"none"});
}

TEST_F(EndpointsTest, PortsAreMatchedByName) {
  Put(Service({Port("web", 80), Port("admin", 81)}));
  Put(Slice("s", {Port("admin", 9001), Port("web", 9000)}, {Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.1:9000"});
  EXPECT_EQ(Addresses(81), Strings{"10.0.0.1:9001"});
}

Value Udp(Value port) {
  port.Set("protocol", Value::String("UDP"));
  return port;
}

// As DNS, SIP and HTTP/3 have it.
TEST_F(EndpointsTest, APortOfTheSameNumberAndAnotherProtocolIsAnotherPort) {
  Put(Service({Udp(Port("quic", 443, 8443)), Port("https", 443, 8080)}));
  Put(Slice("s", {Udp(Port("quic", 8443)), Port("https", 8080)}, {Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(443), Strings{"10.0.0.1:8080"});
  Put(Slice("s", {Udp(Port("quic", 8443))}, {Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(443), Strings{});
  Put(Service({Udp(Port("quic", 443))}));
  EXPECT_EQ(Addresses(443), Strings{"none"});
}

TEST_F(EndpointsTest, AnUnnamedPortIsMatchedByItsTarget) {
  Put(Service({Port("", 80, 3000)}));
  Put(Slice("s", {Port("metrics", 9000), Port("web", 3000)}, {Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.1:3000"});
  Put(Slice("s", {Port("metrics", 9000), Port("", 3001)}, {Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.1:3001"});
}

TEST_F(EndpointsTest, SlicesAreJoinedSortedWithoutDuplicates) {
  Put(Service({Port("", 80)}));
  Put(Slice("a", {Port("", 3000)}, {Endpoint("10.0.0.2"), Endpoint("10.0.0.1")}));
  Put(Slice("b", {Port("", 3000)}, {Endpoint("10.0.0.1"), Endpoint("fd00::1")}));
  EXPECT_EQ(Addresses(80), (Strings{"10.0.0.1:3000", "10.0.0.2:3000", "fd00::1:3000"}));
}

TEST_F(EndpointsTest, OnlyReadyEndpointsUnlessAllTerminate) {
  Put(Service({Port("", 80)}));
  const Value terminating = Endpoint("10.0.0.3", {kNotReady, kServing, kTerminating});
  const Value gone = Endpoint("10.0.0.4", {kNotReady, kNotServing, kTerminating});
  Put(Slice(
      "s", {Port("", 1)},
      {Endpoint("10.0.0.1", {kReady}), Endpoint("10.0.0.2", {kNotReady}), terminating, gone}));
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.1:1"});
  Put(Slice("s", {Port("", 1)}, {Endpoint("10.0.0.2", {kNotReady}), terminating, gone}));
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.3:1"});
}

TEST_F(EndpointsTest, AddressesThatCannotBeServedAreLeftOut) {
  Put(Service({Port("", 80)}));
  Put(Slice("s", {Port("", 1)},
            {Endpoint("127.0.0.1"), Endpoint("::1"), Endpoint("a.example"), Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.1:1"});
}

TEST_F(EndpointsTest, AnOverrideStandsForTheSlices) {
  tables_.overrides.Put({"ns", "svc", 80}, {"127.0.0.1", 5000});
  EXPECT_EQ(Addresses(80), Strings{"127.0.0.1:5000"});
  Put(Service({Port("", 80)}));
  Put(Slice("s", {Port("", 1)}, {Endpoint("10.0.0.1")}));
  EXPECT_EQ(Addresses(80), Strings{"127.0.0.1:5000"});
  tables_.overrides.Erase({"ns", "svc", 80});
  EXPECT_EQ(Addresses(80), Strings{"10.0.0.1:1"});
}

TEST_F(EndpointsTest, OneEndpointChangeIsOneComputation) {
  Put(Service({Port("", 80)}));
  for (const char* name : {"a", "b", "c"}) {
    Put(Slice(name, {Port("", 1)}, {Endpoint("10.0.0.1")}));
  }
  engine_.Commit();
  const uint64_t before = engine_.work().recomputed;
  Put(Slice("b", {Port("", 1)}, {Endpoint("10.0.0.2")}));
  EXPECT_EQ(Addresses(80), (Strings{"10.0.0.1:1", "10.0.0.2:1"}));
  EXPECT_EQ(engine_.work().recomputed, before + 1);
}

TEST(EndpointsThreadTest, ReportsEachChange) {
  std::map<BackendId, base::SharedBytes> seen;  // written by the endpoints' thread, read after Wait
  Endpoints endpoints({true}, [&](const std::vector<AssignmentChange>& changes) {
    for (const AssignmentChange& change : changes) seen[change.backend] = change.assignment;
  });
  const BackendId backend = {"ns", "svc", 80};
  const resource::ObjectPtr service = Service({Port("", 80)});
  endpoints.Put(service);
  endpoints.Wait();
  const base::SharedBytes empty = seen.at(backend);
  EXPECT_FALSE(empty.empty());
  endpoints.Put(Slice("s", {Port("", 1)}, {Endpoint("127.0.0.1")}));
  endpoints.Wait();
  EXPECT_NE(seen.at(backend), empty);
  endpoints.Erase(service->id());
  endpoints.Wait();
  EXPECT_TRUE(seen.at(backend).empty());
}

}  // namespace
}  // namespace meshgate::xds
