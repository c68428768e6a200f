// Compares what is built for each case with testdata/<case>.yaml, or with `update` writes it there.
//
//   proxy_objects_golden check|update FOLDER
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "controllers/infra/kubernetes/proxy_objects.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::infra {
namespace {

struct Case {
  std::string why;  // it exists
  std::string gateway = "edge";
  pipeline::Infrastructure infra = {};
  bool autoscaled = false;
};

pipeline::Infrastructure With(ir::InfrastructureParameters parameters) {
  pipeline::Infrastructure infra;
  infra.parameters = std::move(parameters);
  return infra;
}

pipeline::Infrastructure WithMetadata() {
  pipeline::Infrastructure infra = With({.service_annotations = {{"example.com/team", "service"}},
                                         .pod_labels = {{"team", "pod"}, {"pod", "yes"}}});
  infra.labels = {{"team", "gateway"}, {kManagedByLabel, "somebody"}};
  infra.annotations = {{"example.com/team", "gateway"}};
  return infra;
}

pipeline::Infrastructure WithAddress() {
  pipeline::Infrastructure infra = With({.load_balancer_ip = "10.0.0.1"});
  infra.addresses = {"10.0.0.9", "10.0.0.10"};
  return infra;
}

pipeline::Infrastructure WithUdp() {
  pipeline::Infrastructure infra = With({});
  infra.ports = {{.number = 53}, {.number = 53, .transport = ir::Transport::kUdp}};
  return infra;
}

const ir::InfrastructureParameters kAllParameters = {
    .replicas = 3,
    .service_type = ir::ServiceType::kLoadBalancer,
    .resources = ir::Resources{{{"cpu", "500m"}}, {{"cpu", "4"}, {"memory", "1Gi"}}},
    .service_annotations = {{"example.com/a", "b"}},
    .service_labels = {{"c", "d"}},
    .load_balancer_ip = "10.0.0.1",
    .pod_annotations = {{"example.com/e", "f"}},
    .pod_labels = {{"g", "h"}},
    .service_account_name = "proxies",
    .fs_group = 2000,
    .read_only_root_filesystem = false,
    .cross_mesh = false,
    .tags = {{"i", "j"}},
};

const std::map<std::string, Case> kCases = {
    {"cluster-ip",
     {"A Service for the cluster alone.", "edge",
      With({.service_type = ir::ServiceType::kClusterIp})}},
    {"infrastructure-metadata",
     {"Labels and annotations of the Gateway are on everything, and win over those of parameters; "
      "ours win over them.",
      "edge", WithMetadata()}},
    {"name-dotted", {"No Service can have the Gateway's name.", "edge.example.com"}},
    {"name-long",
     {"Neither a Service nor the value of a label can be so long.", std::string(100, 'a')}},
    {"node-port",
     {"The node's ports are the cluster's to choose; somebody else scales the Deployment.", "edge",
      With({.service_type = ir::ServiceType::kNodePort}), true}},
    {"parameters", {"Every parameter.", "edge", With(kAllParameters)}},
    {"plain", {"A Gateway without parameters."}},
    {"static-address",
     {"The first address of the Gateway is asked of the load balancer, in place of the "
      "parameters'.",
      "edge", WithAddress()}},
    {"udp", {"TCP 53 and UDP 53 are two ports.", "edge", WithUdp()}},
};

std::string Build(const Case& test) {
  pipeline::Infrastructure infra = test.infra;
  // 9902 is where proxies say that they are ready, unless a listener has it.
  if (infra.ports.empty()) infra.ports = {{.number = 80}, {.number = 9902}};
  infra.uid = "00000000-0000-0000-0000-000000000001";
  infra.gateway_class = "kuma";
  ProxySettings settings;
  settings.controller_name = "gateways.kuma.io/controller";
  settings.xds_host = "meshgate-xds.kuma-system.svc";
  settings.xds_port = 5678;
  settings.xds_server_name = "meshgate-xds.kuma-system.svc";
  const resource::ObjectId gateway{resource::kGateway, "demo", test.gateway};
  std::string text = "# " + test.why + "\n# Written by the golden_test_update target.\n";
  auto objects = BuildProxyObjects(gateway, infra, settings, test.autoscaled);
  objects.push_back(BuildCredentialsSecret(gateway, infra, settings));
  objects.back().Set("data", BuildCredentialsData({"authority", "certificate", "key"}));
  for (const resource::Value& object : objects) {
    text += "---\n";
    resource::EncodeYaml(object, text);
  }
  return text;
}

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int Run(bool update, const std::filesystem::path& folder) {
  int different = 0;
  for (const auto& [name, test] : kCases) {
    const std::filesystem::path path = folder / (name + ".yaml");
    const std::string text = Build(test);
    if (Read(path) == text) continue;
    ++different;
    if (update) std::ofstream(path) << text;
    std::cout << name << (update ? " is updated\n" : " differs; it is now:\n" + text);
  }
  std::cout << kCases.size() << " cases, " << different << " differ\n";
  return update || different == 0 ? 0 : 1;
}

}  // namespace
}  // namespace meshgate::infra

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const bool update = argv[1] == std::string_view("update");
  std::filesystem::path folder = argv[2];
  const char* const workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (update && workspace != nullptr) folder = workspace / folder;
  return meshgate::infra::Run(update, folder);
}
