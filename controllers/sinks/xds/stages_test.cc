#include "controllers/sinks/xds/stages.h"

#include "controllers/sinks/xds/dump.h"
#include "controllers/sinks/xds/fake_translator.h"
#include "controllers/sinks/xds/wire.h"
#include "envoy/config/cluster/v3/cluster.pb.h"
#include "envoy/config/listener/v3/listener.pb.h"
#include "envoy/config/listener/v3/listener_components.pb.h"
#include "envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.pb.h"
#include "envoy/extensions/filters/network/tcp_proxy/v3/tcp_proxy.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/secret.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/tls.pb.h"
#include "envoy/extensions/upstreams/http/v3/http_protocol_options.pb.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

using envoy::config::listener::v3::FilterChain;
using envoy::extensions::filters::network::http_connection_manager::v3::HttpConnectionManager;
using envoy::extensions::filters::network::tcp_proxy::v3::TcpProxy;
using envoy::extensions::transport_sockets::tls::v3::DownstreamTlsContext;
using pipeline::BackendId;

const BackendId kV1 = {"ns", "v1", 80};

ir::Rule RuleAt(const std::string& prefix) {
  ir::Rule rule;
  rule.matches = {{{ir::PathMatchType::kPathPrefix, prefix}, "", {}, {}}};
  rule.backends.resize(1);
  return rule;
}

uint64_t Recomputed(const FakeTranslator& translator, const std::string& stage) {
  for (const engine::StageWork& work : translator.engine.WorkPerStage()) {
    if (work.stage == stage) return work.work.recomputed;
  }
  return 0;
}

TEST(StagesTest, AListenerHasTheEdgeDefaults) {
  FakeTranslator translator;
  translator.PutListener(80, 10080);
  translator.engine.Commit();
  const RenderedListener* rendered =
      translator.resources.listeners.Peek(FakeTranslator::Port(80));
  ASSERT_NE(rendered, nullptr);
  EXPECT_EQ(rendered->asks_for, (std::vector<TypedName>{{ResourceType::kRoutes, "80"}}));
  envoy::config::listener::v3::Listener listener;
  ParseOwn(rendered->bytes.view(), listener);
  EXPECT_EQ(listener.name(), "80");
  EXPECT_EQ(listener.address().socket_address().address(), "127.0.0.1");
  EXPECT_EQ(listener.address().socket_address().port_value(), 10080u);
  EXPECT_EQ(listener.per_connection_buffer_limit_bytes().value(), 32768u);
  HttpConnectionManager manager;
  ASSERT_TRUE(listener.filter_chains(0).filters(0).typed_config().UnpackTo(&manager));
  EXPECT_EQ(manager.server_name(), "Kuma Gateway");
  EXPECT_EQ(manager.rds().route_config_name(), "80");
  EXPECT_TRUE(manager.use_remote_address().value());
  EXPECT_TRUE(manager.normalize_path().value());
  EXPECT_TRUE(manager.merge_slashes());
  EXPECT_EQ(manager.path_with_escaped_slashes_action(),
            HttpConnectionManager::UNESCAPE_AND_REDIRECT);
  EXPECT_FALSE(manager.strip_any_host_port()) << "Host reaches the backend with its port";
  EXPECT_FALSE(manager.strip_trailing_host_dot());
  EXPECT_EQ(manager.http2_protocol_options().max_concurrent_streams().value(), 100u);
  EXPECT_EQ(manager.request_headers_timeout().seconds(), 10);
  EXPECT_EQ(manager.stream_idle_timeout().seconds(), 300);
  EXPECT_EQ(manager.common_http_protocol_options().idle_timeout().seconds(), 3600);
}

// The filter chain of the L4 listener at port 90, as it is after a commit.
FilterChain L4ChainOf(FakeTranslator& translator) {
  translator.engine.Commit();
  const RenderedListener* rendered =
      translator.resources.listeners.Peek(FakeTranslator::Port(90));
  EXPECT_TRUE(rendered->asks_for.empty());
  envoy::config::listener::v3::Listener listener;
  ParseOwn(rendered->bytes.view(), listener);
  EXPECT_FALSE(listener.enable_reuse_port().value()) << "a busy port is to be refused";
  EXPECT_EQ(listener.filter_chains_size(), 1);
  return listener.filter_chains(0);
}

TcpProxy TcpProxyOf(FakeTranslator& translator) {
  TcpProxy proxy;
  EXPECT_TRUE(L4ChainOf(translator).filters(0).typed_config().UnpackTo(&proxy));
  return proxy;
}

TEST(StagesTest, AnL4ListenerForwardsConnectionsByWeight) {
  FakeTranslator translator;
  translator.PutL4(90, 10090, "r", {{kV1, 7}, {std::nullopt, 2}, {kV1, 0}});
  EXPECT_EQ(L4ChainOf(translator).name(), "ns/r/0");
  const TcpProxy proxy = TcpProxyOf(translator);
  ASSERT_EQ(proxy.weighted_clusters().clusters_size(), 2) << "Envoy refuses a weight of 0";
  EXPECT_EQ(proxy.weighted_clusters().clusters(0).name(), "ns/v1/80");
  EXPECT_EQ(proxy.weighted_clusters().clusters(0).weight(), 7u);
  EXPECT_EQ(proxy.weighted_clusters().clusters(1).name(), "invalid-backend");
  EXPECT_EQ(proxy.weighted_clusters().clusters(1).weight(), 2u);
  EXPECT_EQ(proxy.idle_timeout().seconds(), 3600);
  EXPECT_EQ(proxy.max_connect_attempts().value(), 3u);
  EXPECT_EQ(proxy.access_log_size(), 1);
}

TEST(StagesTest, AnL4ListenerWithNobodyToServeClosesConnections) {
  const std::vector<std::vector<pipeline::L4Backend>> cases = {
      {}, {{kV1, 0}}, {{kV1, 0}, {std::nullopt, 0}}};
  for (const auto& backends : cases) {
    FakeTranslator translator;
    translator.PutL4(90, 10090, "r", backends);
    EXPECT_EQ(TcpProxyOf(translator).cluster(), "invalid-backend");
  }
}

TEST(StagesTest, OneChangedL4RouteRendersItsListenerAndNoOther) {
  FakeTranslator translator;
  for (int port = 80; port < 90; ++port) translator.PutListener(port, 10000 + port);
  translator.PutL4(90, 10090, "r", {{kV1, 1}});
  translator.engine.Commit();
  const uint64_t before = Recomputed(translator, "xds listeners");
  translator.PutL4(90, 10090, "r", {{kV1, 2}});
  translator.engine.Commit();
  EXPECT_EQ(Recomputed(translator, "xds listeners"), before + 1);
  EXPECT_EQ(translator.resources.listeners.change_count(), 1u);
  translator.PutRoute("http", 80, {{RuleAt("/"), {kV1}}}, {"a.example"});
  translator.engine.Commit();
  EXPECT_EQ(translator.resources.listeners.change_count(), 0u) << "HTTP listeners carry no route";
}

bool SpeaksHttp2(const std::string& app_protocol) {
  FakeTranslator translator;
  translator.PutCluster(kV1, app_protocol);
  translator.engine.Commit();
  envoy::config::cluster::v3::Cluster cluster;
  ParseOwn(translator.resources.clusters.Peek({FakeTranslator::Gateway(), kV1})->view(), cluster);
  EXPECT_EQ(cluster.name(), "ns/v1/80");
  EXPECT_EQ(cluster.type(), envoy::config::cluster::v3::Cluster::EDS);
  EXPECT_EQ(cluster.connect_timeout().seconds(), 5);
  envoy::extensions::upstreams::http::v3::HttpProtocolOptions options;
  EXPECT_TRUE(cluster.typed_extension_protocol_options().begin()->second.UnpackTo(&options));
  EXPECT_EQ(options.common_http_protocol_options().idle_timeout().seconds(), 3600);
  return options.explicit_http_config().has_http2_protocol_options();
}

TEST(StagesTest, AClusterSpeaksWhatTheServicePortSays) {
  EXPECT_FALSE(SpeaksHttp2(""));
  EXPECT_FALSE(SpeaksHttp2("kubernetes.io/ws"));
  EXPECT_TRUE(SpeaksHttp2("kubernetes.io/h2c"));
}

TEST(StagesTest, OneChangedRouteRendersItselfAndItsHosts) {
  FakeTranslator translator;
  translator.PutListener(80, 10080);
  for (int i = 0; i < 100; ++i) {
    const std::string name = "r" + std::to_string(i);
    translator.PutRoute(name, 80, {{RuleAt("/"), {kV1}}}, {name + ".example"});
  }
  translator.engine.Commit();
  const uint64_t rules = Recomputed(translator, "xds rules");
  const uint64_t hosts = Recomputed(translator, "xds hosts");
  EXPECT_EQ(rules, 100u);
  EXPECT_EQ(hosts, 100u);
  translator.PutRoute("r7", 80, {{RuleAt("/x"), {kV1}}}, {"r7.example"});
  translator.engine.Commit();
  EXPECT_EQ(Recomputed(translator, "xds rules"), rules + 1);
  EXPECT_EQ(Recomputed(translator, "xds hosts"), hosts + 1);
  EXPECT_EQ(translator.resources.hosts.change_count(), 1u);
}

TEST(StagesTest, TheDumpHasEverythingAndDoesNotDependOnOrder) {
  auto dump = [](bool reversed) {
    FakeTranslator translator;
    if (!reversed) translator.PutListener(80, 10080);
    translator.PutCluster(kV1);
    translator.PutRoute("r", 80, {{RuleAt("/"), {kV1}}}, {"a.example"});
    if (reversed) translator.PutListener(80, 10080);
    translator.engine.Commit();
    std::string out;
    DumpXds(translator.resources, out);
    return out;
  };
  const std::string text = dump(false);
  EXPECT_EQ(text, dump(true));
  EXPECT_EQ(text.rfind("---\ngateway: ns/gw\nlisteners:\n- {\n", 0), 0u) << text;
  for (const char* part : {"\nroute_configurations:\n- {\n", "\nclusters:\n- {\n", "\"a.example.\"",
                           "\"cluster\": \"ns/v1/80\"", "\"Kuma Gateway\""}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
}

constexpr char kCanary[] = "-----BEGIN PRIVATE KEY-----canary-----END PRIVATE KEY-----";

pipeline::ObjectId SecretNamed(const std::string& name) {
  return {resource::Kind::Of("", "Secret"), "ns", name};
}

pipeline::Certificate CertificateOf(const std::string& chain) {
  certificate::KeyPair pair;
  pair.chain = chain;
  pair.key = base::SecretBytes(kCanary);
  pair.hash = base::HashBytes(chain);
  return {pair, std::nullopt};
}

// A port 443 whose listeners a.test and "*" have one certificate each.
void PutTls(FakeTranslator& translator) {
  const pipeline::ObjectId one = SecretNamed("one"), two = SecretNamed("two");
  translator.certificates.Put(one, CertificateOf("chain one"));
  translator.certificates.Put(two, CertificateOf("chain two"));
  translator.listeners.Put(FakeTranslator::Port(443),
                           {{"127.0.0.1"},
                            10443,
                            {{{{FakeTranslator::Gateway(), "a"}, "a.test"},
                              FakeTranslator::kHttps,
                              {one}},
                             {{{FakeTranslator::Gateway(), "rest"}, "*"},
                              FakeTranslator::kHttps,
                              {two}}}});
}

TEST(StagesTest, AListenerThatEndsTlsHasAChainForEachName) {
  FakeTranslator translator;
  PutTls(translator);
  translator.engine.Commit();
  const RenderedListener* rendered =
      translator.resources.listeners.Peek(FakeTranslator::Port(443));
  ASSERT_NE(rendered, nullptr);
  EXPECT_EQ(rendered->asks_for, (std::vector<TypedName>{{ResourceType::kSecret, "ns/one"},
                                                        {ResourceType::kSecret, "ns/two"},
                                                        {ResourceType::kRoutes, "443"}}));
  envoy::config::listener::v3::Listener listener;
  ParseOwn(rendered->bytes.view(), listener);
  EXPECT_EQ(listener.listener_filters(0).name(), "envoy.filters.listener.tls_inspector");
  ASSERT_EQ(listener.filter_chains_size(), 2);
  const FilterChain& chain = listener.filter_chains(0);
  EXPECT_EQ(chain.name(), "a");
  EXPECT_EQ(chain.filter_chain_match().server_names(0), "a.test");
  EXPECT_EQ(listener.filter_chains(1).filter_chain_match().server_names_size(), 0);
  EXPECT_EQ(listener.filter_chains(1).filter_chain_match().transport_protocol(), "tls");
  DownstreamTlsContext context;
  ASSERT_TRUE(chain.transport_socket().typed_config().UnpackTo(&context));
  const auto& common = context.common_tls_context();
  EXPECT_EQ(common.alpn_protocols(0), "h2");
  EXPECT_EQ(common.alpn_protocols(1), "http/1.1");
  ASSERT_EQ(common.tls_certificate_sds_secret_configs_size(), 1);
  EXPECT_EQ(common.tls_certificate_sds_secret_configs(0).name(), "ns/one");
  EXPECT_TRUE(common.tls_certificate_sds_secret_configs(0).sds_config().has_ads());
  HttpConnectionManager manager;
  ASSERT_TRUE(chain.filters(0).typed_config().UnpackTo(&manager));
  EXPECT_EQ(manager.rds().route_config_name(), "443");
}

TEST(StagesTest, ARotationRendersOneSecretAndNoListener) {
  FakeTranslator translator;
  PutTls(translator);
  translator.engine.Commit();
  const uint64_t secrets = Recomputed(translator, "xds secrets");
  const uint64_t listeners = Recomputed(translator, "xds listeners");
  EXPECT_EQ(secrets, 2u);
  translator.certificates.Put(SecretNamed("one"), CertificateOf("chain three"));
  translator.engine.Commit();
  EXPECT_EQ(Recomputed(translator, "xds secrets"), secrets + 1);
  EXPECT_EQ(Recomputed(translator, "xds listeners"), listeners);
  EXPECT_EQ(translator.resources.secrets.change_count(), 1u);
}

TEST(StagesTest, ASecretIsTheMessageThatEnvoyKnows) {
  FakeTranslator translator;
  PutTls(translator);
  translator.engine.Commit();
  const base::SecretBytes* const bytes =
      translator.resources.secrets.Peek({FakeTranslator::Gateway(), SecretNamed("one")});
  ASSERT_NE(bytes, nullptr);
  envoy::extensions::transport_sockets::tls::v3::Secret secret;
  ParseOwn(bytes->Reveal().view(), secret);
  EXPECT_EQ(secret.name(), "ns/one");
  EXPECT_EQ(secret.tls_certificate().certificate_chain().inline_bytes(), "chain one");
  EXPECT_EQ(secret.tls_certificate().private_key().inline_bytes(), kCanary);
}

TEST(StagesTest, TheDumpShowsCertificatesAndNoKeys) {
  FakeTranslator translator;
  PutTls(translator);
  translator.engine.Commit();
  std::string out;
  DumpXds(translator.resources, out);
  EXPECT_NE(out.find("\nsecrets:\n- {\n"), std::string::npos) << out;
  EXPECT_NE(out.find("\"chain one\""), std::string::npos);
  EXPECT_NE(out.find(base::SecretBytes(kCanary).ToString()), std::string::npos);
  EXPECT_EQ(out.find("canary"), std::string::npos);
}

}  // namespace
}  // namespace meshgate::xds
