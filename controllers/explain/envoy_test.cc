// What explain says against what the real Envoy does, on random routes and requests.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "controllers/app/schemas.h"
#include "controllers/sinks/xds/translator_stages.h"
#include "controllers/demo/demo_backends.h"
#include "controllers/explain/explain.h"
#include "controllers/explain/random_world.h"
#include "controllers/explain/text.h"
#include "controllers/sinks/xds/endpoints.h"
#include "controllers/sinks/xds/envoy_for_test.h"
#include "controllers/sinks/xds/progress_log.h"
#include "controllers/sinks/xds/sink.h"
#include "core/loader/load.h"
#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::explain {
namespace {

constexpr unsigned kWorlds = 40;
constexpr int kRequestsPerWorld = 250;
constexpr int kMostFailures = 5;

loader::Registry LoadPlugins() {
  auto registry = loader::Load({std::filesystem::canonical(std::getenv("HTTPROUTE")).string()});
  EXPECT_TRUE(registry.ok()) << registry.status();
  return *std::move(registry);
}

resource::SchemaCatalog LoadSchemas(const loader::Registry& registry) {
  auto schemas = app::MakeSchemas(registry);
  EXPECT_TRUE(schemas.ok()) << schemas.status();
  return *std::move(schemas);
}

const pipeline::ObjectId& GatewayId() {
  static const pipeline::ObjectId id{resource::kGateway, "ns", "gw"};
  return id;
}

// What a client has seen of an answer, as far as explain predicts it.
struct Seen {
  int status = 0;
  std::string location;
  std::string service;  // "namespace/name" of the demo backend that answered
  std::string authority;
  std::string target;

  friend bool operator<(const Seen& a, const Seen& b) {
    return std::tie(a.status, a.location, a.service, a.authority, a.target) <
           std::tie(b.status, b.location, b.service, b.authority, b.target);
  }
};

std::ostream& operator<<(std::ostream& out, const Seen& seen) {
  return out << seen.status << " location=" << seen.location << " service=" << seen.service
             << " host=" << seen.authority << " path=" << seen.target;
}

// The answers that the explanation allows: one for each share.
std::set<Seen> Predicted(const Answer& answer) {
  if (answer.status != 0) return {{answer.status, answer.location, "", "", ""}};
  std::set<Seen> all;
  for (const Share& share : answer.shares) {
    if (share.backend) {
      all.insert({200, "", share.backend->ns + "/" + share.backend->service, answer.authority,
                  answer.target});
    } else {
      all.insert({500, "", "", "", ""});
    }
  }
  return all;
}

Seen Observed(const xds::HttpAnswer& answer) {
  Seen seen{answer.status, answer.Header("location"), "", "", ""};
  const resource::Decoded echo = resource::DecodeJson(answer.body);
  if (answer.status != 200 || echo.error || echo.documents.size() != 1) return seen;
  const resource::Value& body = echo.documents.front().value;
  seen.service =
      std::string(body.FindText("namespace")) + "/" + std::string(body.FindText("service"));
  seen.authority = body.FindText("host");
  seen.target = body.FindText("path");
  return seen;
}

class EnvoyTest : public ::testing::Test {
 protected:
  explicit EnvoyTest(pipeline::EscapedSlashes slashes = pipeline::EscapedSlashes::kRedirect)
      : slashes_(slashes) {
    EXPECT_TRUE(sink_->AddGateway(GatewayId(), folder_ + "/xds").ok());
    for (const std::string service : kServices) {
      const std::string ns = service == "s3" ? "other" : "ns";
      const auto endpoint = backends_.Endpoint(ns, service);
      EXPECT_TRUE(endpoint.ok());
      endpoints_.Override({ns, service, 80},
                          xds::EndpointAddress{endpoint->address, endpoint->port});
    }
    endpoints_.Wait();
  }
  ~EnvoyTest() override {
    envoy_.Stop();
    sink_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::string MakeFolder() {
    std::string folder = "/tmp/explainXXXXXX";  // a socket's path is at most 107 bytes long
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    return folder;
  }

  pipeline::Options OptionsOnLocalPorts() {
    pipeline::Options options;
    options.escaped_slashes = slashes_;
    options.host_network.emplace();
    for (const int port : kPorts) {
      local_ports_[port] = xds::OwnPort();
      options.host_network->listeners["ns/gw:" + std::to_string(port)] = {"127.0.0.1",
                                                                          local_ports_[port]};
    }
    return options;
  }

  // Replaces everything by the objects of the text and waits until Envoy has them.
  void Serve(const std::string& world) {
    std::set<pipeline::ObjectId> given;
    for (resource::Document& document : resource::DecodeYaml(world).documents) {
      auto admitted = schemas_.Admit(std::move(document.value));
      ASSERT_TRUE(admitted.object)
          << admitted.errors.front().path << ": " << admitted.errors.front().message << "\n"
          << world;
      given.insert((*admitted.object)->id());
      translator_.inputs().Put(*std::move(admitted.object));
    }
    for (const pipeline::ObjectId& id : present_) {
      if (!given.contains(id)) translator_.inputs().Erase(id);
    }
    present_ = std::move(given);
    translator_.engine().Commit();
    const uint64_t commit = translator_.engine().version();
    sink_->AfterCommit(commit, {GatewayId()});
    sink_->Open();
    EXPECT_TRUE(log_.WaitForCommit(commit).refusals.empty()) << world;
  }

  Seen Send(const Request& request) {
    std::string text = request.method + " " + request.target +
                       " HTTP/1.1\r\nHost: " + request.authority + "\r\nContent-Length: 0\r\n";
    for (const auto& [name, value] : request.headers) text += name + ": " + value + "\r\n";
    return Observed(connections_.at(request.port).Send(text + "\r\n"));
  }

  void Connect() {
    connections_.clear();
    for (const int port : kPorts) connections_.try_emplace(port, local_ports_[port]);
  }

  // A line of what is to be known when the two differ.
  std::string Report(const std::string& world, const Explanation& explanation,
                     const Seen& observed) const {
    std::ostringstream text;
    text << "Envoy: " << observed << "\n" << ToText(explanation, registry_) << "\n" << world;
    return text.str();
  }

  // Sends random requests to random worlds; counts the answers by status.
  std::map<int, int> Compare(unsigned worlds);

  const pipeline::EscapedSlashes slashes_;
  const std::string folder_ = MakeFolder();
  const loader::Registry registry_ = LoadPlugins();
  const resource::SchemaCatalog schemas_ = LoadSchemas(registry_);
  std::map<int, int> local_ports_;  // by declared port
  pipeline::Translator translator_{registry_, OptionsOnLocalPorts()};
  std::set<pipeline::ObjectId> present_;
  xds::ProgressLog log_;
  std::unique_ptr<xds::XdsSink> sink_ = std::make_unique<xds::XdsSink>(
      xds::AddStages(translator_, registry_),
      [this](const pipeline::ObjectId&, const xds::Progress& progress) { log_.Note(progress); });
  demo::DemoBackends backends_;
  xds::Endpoints endpoints_{{true}, [this](const std::vector<xds::AssignmentChange>& changes) {
                              sink_->PutEndpoints(changes);
                            }};
  xds::EnvoyForTest envoy_{folder_, folder_ + "/xds"};
  std::map<int, xds::HttpConnection> connections_;
};

std::map<int, int> EnvoyTest::Compare(unsigned worlds) {
  int failures = 0;
  std::map<int, int> per_status;
  for (unsigned seed = 0; seed < worlds; ++seed) {
    RandomWorld random(seed);
    const std::string world = random.NewWorld();
    Serve(world);
    Connect();
    for (int i = 0; i < kRequestsPerWorld && failures < kMostFailures;) {
      const Request request = random.NewRequest();
      const auto explanation = Explain(translator_.tables(), request, "", slashes_);
      EXPECT_TRUE(explanation.ok()) << explanation.status();
      if (!explanation->port) continue;  // all listeners of this port conflict
      ++i;
      const Seen observed = Send(request);
      ++per_status[observed.status];
      if (Predicted(explanation->answer).contains(observed)) continue;
      ++failures;
      ADD_FAILURE() << "seed " << seed << ", request " << i << "\n"
                    << Report(world, *explanation, observed);
    }
  }
  return per_status;
}

TEST_F(EnvoyTest, AgreesWithExplainOnRandomRequests) {
  const std::map<int, int> per_status = Compare(kWorlds);
  // The test is worth something only if all of these happen often.
  for (const int status : {200, 301, 302, 303, 307, 308, 400, 404, 500}) {
    ASSERT_TRUE(per_status.contains(status)) << status;
    EXPECT_GT(per_status.at(status), 30) << status;
    RecordProperty(std::to_string(status), per_status.at(status));
  }
}

class EscapedSlashesTest : public EnvoyTest,
                           public ::testing::WithParamInterface<pipeline::EscapedSlashes> {
 protected:
  EscapedSlashesTest() : EnvoyTest(GetParam()) {}
};

TEST_P(EscapedSlashesTest, AgreesWithExplainOnRandomRequests) { Compare(kWorlds / 4); }

INSTANTIATE_TEST_SUITE_P(Each, EscapedSlashesTest,
                         ::testing::Values(pipeline::EscapedSlashes::kKeep,
                                           pipeline::EscapedSlashes::kReject));

}  // namespace
}  // namespace meshgate::explain
