// A stream's state beside the resources that it serves: a proxy and its control plane without a
// transport.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_STREAM_STATE_FIXTURE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_STREAM_STATE_FIXTURE_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "controllers/sinks/xds/names.h"
#include "controllers/sinks/xds/stream_state.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/route/v3/route.pb.h"
#include "gtest/gtest.h"

namespace meshgate::xds {

using Type = ResourceType;

inline base::SharedBytes Bytes(const std::string& text) { return base::SharedBytes(text); }

inline pipeline::EntryId EntryNamed(const std::string& domain, int port = 80) {
  const pipeline::ObjectId gateway{resource::Kind::Of("", "Gateway"), "ns", "gw"};
  return {{gateway, ir::Transport::kTcp, port}, domain};
}

// A listener that asks for the RouteConfiguration of its name.
inline GatewayDelta::Listener HttpListener(const std::string& name, const std::string& text) {
  return {name, Bytes(text), {{Type::kRoutes, name}}};
}

// A host with these routes, each "RULE=CONTENT".
inline base::SharedBytes HostField(const std::string& hostname,
                                   const std::vector<std::string>& routes) {
  envoy::config::route::v3::RouteConfiguration configuration;
  auto& host = *configuration.add_virtual_hosts();
  host.set_name(hostname);
  host.add_domains(hostname);
  for (const std::string& route : routes) {
    host.add_routes()->set_name(route.substr(0, route.find('=')));
    host.mutable_routes()->rbegin()->set_stat_prefix(route.substr(route.find('=') + 1));
  }
  return base::SharedBytes(Serialize(configuration));
}

class StreamStateTest : public ::testing::Test {
 protected:
  void Apply(const GatewayDelta& delta) {
    HostLists hosts = hosts_.Apply(delta.hosts);
    const Changes changes = resources_.Apply(delta, hosts);
    stream_.NoteChanges(changes);
    stream_.NoteCommit(++commit_);
  }

  // The types of the responses that are sent now, such as "CE" for clusters, then endpoints.
  std::string Take() {
    std::string types;
    for (Response& response : stream_.Take()) {
      types.push_back("CESRL"[IndexOf(response.type)]);
      last_[IndexOf(response.type)] = std::move(response);
    }
    return types;
  }

  void Subscribe(Type type, std::vector<std::string> names = {},
                 std::map<std::string, std::string> versions = {}) {
    Request request;
    request.type = type;
    request.subscribe = std::move(names);
    request.initial_versions = std::move(versions);
    stream_.Receive(request);
  }
  void Unsubscribe(Type type, const std::string& name) {
    Request request;
    request.type = type;
    request.unsubscribe = {name};
    stream_.Receive(request);
  }
  void Answer(Type type, std::optional<std::string> error = std::nullopt) {
    Request request;
    request.type = type;
    request.nonce = last(type).nonce;
    request.error = std::move(error);
    stream_.Receive(request);
  }

  const Response& last(Type type) const { return last_[IndexOf(type)]; }
  std::vector<std::string> Names(Type type) const {
    std::vector<std::string> names;
    for (const NamedResource& resource : last(type).resources) names.push_back(resource.name);
    return names;
  }

  // A proxy that has everything of one port with one host and one cluster.
  void Start() {
    Apply({{{"c1", Bytes("c1")}}, {HttpListener("80", "l80")}, {{EntryNamed("a"), Bytes("a1")}}});
    Subscribe(Type::kCluster);
    EXPECT_EQ(Take(), "CE");
    Answer(Type::kEndpoints);
    Answer(Type::kCluster);
    Subscribe(Type::kListener);
    EXPECT_EQ(Take(), "L");
    Subscribe(Type::kRoutes, {"80"});
    EXPECT_EQ(Take(), "R");
    Answer(Type::kListener);
    Answer(Type::kRoutes);
    EXPECT_EQ(Take(), "");
  }

  EndpointTable endpoints_;
  HostTable hosts_;
  GatewayResources resources_{endpoints_};
  uint64_t commit_ = 0;
  StreamState stream_{resources_, 0};
  std::array<Response, kResourceTypeCount> last_;

  // "81: port in use" for each refusal that stands.
  std::vector<std::string> Refused() const {
    std::vector<std::string> refused;
    for (const auto& [resource, refusal] : resources_.refusals()) {
      refused.push_back(resource.name + ": " + refusal.text);
    }
    return refused;
  }
  void RetryRefusedListeners() {
    Changes changes;
    changes[IndexOf(Type::kListener)] = resources_.RetryRefused(Type::kListener);
    stream_.NoteChanges(changes);
  }
};

using Strings = std::vector<std::string>;

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_STREAM_STATE_FIXTURE_H_
