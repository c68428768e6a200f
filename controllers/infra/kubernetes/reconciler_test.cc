#include "controllers/infra/kubernetes/reconciler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "controllers/infra/kubernetes/memory_store.h"
#include "controllers/infra/kubernetes/names.h"
#include "core/resource/tree.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::infra {
namespace {

using resource::ObjectId;
using resource::Value;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Addresses = std::vector<status::Address>;

constexpr char kController[] = "gateways.kuma.io/controller";

class Issuer final : public CredentialIssuer {
 public:
  bool Accepts(const ObjectId&, const resource::Object& secret) override {
    return secret.FindSecretValue("tls.crt") != nullptr && !expired;
  }
  absl::StatusOr<XdsCredentials> Issue(const ObjectId&) override {
    ++issued;
    return XdsCredentials{"authority", "certificate " + std::to_string(issued), "key"};
  }
  bool expired = false;
  int issued = 0;
};

Value Parse(const std::string& yaml) {
  resource::Decoded decoded = resource::DecodeYaml(yaml);
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  return std::move(decoded.documents.at(0).value);
}

class ReconcilerTest : public testing::Test {
 protected:
  static ObjectId Gateway(const std::string& name = "edge") {
    return {resource::kGateway, "demo", name};
  }
  static ObjectId Id(resource::Kind kind, const std::string& name = "edge") {
    return {kind, "demo", name};
  }
  static pipeline::Infrastructure Infra(const std::string& uid = "uid-of-edge") {
    pipeline::Infrastructure infra;
    infra.ports = {{.number = 80}};
    infra.uid = uid;
    infra.gateway_class = "kuma";
    return infra;
  }
  static ProxySettings Settings(const std::string& controller = kController) {
    ProxySettings settings;
    settings.controller_name = controller;
    settings.xds_host = "xds";
    settings.xds_port = 5678;
    settings.xds_server_name = "xds";
    return settings;
  }

  // What the watches bring, then what is due.
  std::optional<Reconciler::Time> Run() {
    for (auto& [id, object] : store_.TakeEvents()) reconciler_.Observe(id, object);
    return WorkOff(reconciler_, now_);
  }
  // All that is due.
  static std::optional<Reconciler::Time> WorkOff(Reconciler& reconciler, Reconciler::Time now) {
    auto next = reconciler.Work(now);
    while (next && *next <= now) next = reconciler.Work(now);
    return next;
  }
  // The same, and the time that a failure makes it wait.
  void RunLater(std::chrono::seconds later) {
    now_ += later;
    Run();
  }
  // A Gateway that has all that it wants.
  void RunToTheEnd(const ObjectId& gateway = Gateway(), pipeline::Infrastructure infra = Infra()) {
    reconciler_.Start();
    reconciler_.Want(gateway, std::move(infra));
    Run();
    Run();
    store_.TakeWrites();
  }
  void SetStatus(const ObjectId& id, const std::string& yaml) {
    store_.EditForeign(id, [&](Value& object) { object.Set("status", Parse(yaml)); });
  }
  static Value& Spec(Value& object) { return *object.Find("spec"); }

  MemoryStore store_;
  Issuer issuer_;
  std::map<ObjectId, std::optional<Addresses>> addresses_;
  std::map<ObjectId, std::optional<std::string>> problems_;
  Reconciler reconciler_{
      Settings(), store_, issuer_,
      Feedback{[this](const ObjectId& id, auto addresses) { addresses_[id] = addresses; },
               [this](const ObjectId& id, auto problem) { problems_[id] = problem; }}};
  Reconciler::Time now_ = Reconciler::Time() + std::chrono::hours(1);
};

TEST_F(ReconcilerTest, MakesWhatIsMissingAndThenRests) {
  reconciler_.Start();
  reconciler_.Want(Gateway(), Infra());
  EXPECT_EQ(Run(), std::nullopt);
  EXPECT_THAT(store_.TakeWrites(),
              ElementsAre("create Service", "create ServiceAccount", "create ConfigMap",
                          "create Secret", "create Deployment"));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Run(), std::nullopt);
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  EXPECT_EQ(issuer_.issued, 1);
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ReconcilerTest, WritesNothingBeforeEverythingIsKnown) {
  reconciler_.Want(Gateway(), Infra());
  EXPECT_EQ(Run(), std::nullopt);
  EXPECT_EQ(store_.size(), 0u);
}

// A second manager, after the first: what it finds is as it should be.
TEST_F(ReconcilerTest, ARestartWritesNothing) {
  RunToTheEnd();
  Reconciler second(Settings(), store_, issuer_, Feedback{[](auto&&...) {}, [](auto&&...) {}});
  for (const resource::Kind kind : {resource::kService, kDeployment, kServiceAccount}) {
    second.Observe(Id(kind), *store_.Get(Id(kind)));
  }
  for (const auto& [kind, name] : {std::pair(resource::kConfigMap, BootstrapName("edge")),
                                   std::pair(resource::kSecret, CredentialsName("edge"))}) {
    second.Observe(Id(kind, name), *store_.Get(Id(kind, name)));
  }
  second.Want(Gateway(), Infra());
  second.Start();
  WorkOff(second, now_);
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  EXPECT_EQ(issuer_.issued, 1);
}

// The same although its watches have not brought anything yet.
TEST_F(ReconcilerTest, WhatExistsAlreadyIsOurs) {
  RunToTheEnd();
  Reconciler second(Settings(), store_, issuer_, Feedback{[](auto&&...) {}, [](auto&&...) {}});
  second.Want(Gateway(), Infra());
  second.Start();
  WorkOff(second, now_);
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  EXPECT_EQ(issuer_.issued, 1);
}

TEST_F(ReconcilerTest, TheServiceFollowsTheListeners) {
  RunToTheEnd();
  const Value node_port =
      *Spec(const_cast<Value&>(*store_.Find(Id(resource::kService)))).Find("ports")->items[0].Find(
          "nodePort");
  pipeline::Infrastructure infra = Infra();
  infra.ports = {{.number = 79}, {.number = 80}};
  reconciler_.Want(Gateway(), infra);
  Run();
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("update Service"));
  const auto& ports = store_.Find(Id(resource::kService))->Find("spec")->Find("ports")->items;
  ASSERT_EQ(ports.size(), 2u);
  EXPECT_EQ(*ports[1].Find("nodePort"), node_port);
}

TEST_F(ReconcilerTest, EditsAreReverted) {
  RunToTheEnd();
  const Value service = *store_.Find(Id(resource::kService));
  store_.EditForeign(Id(resource::kService), [](Value& object) {
    Spec(object).Set("type", Value::String("NodePort"));
    object.Find("metadata")->Find("labels")->Take(kGatewayNameLabel);
    Spec(object).Find("ports")->items.push_back(Parse("{name: more, port: 81}"));
  });
  store_.EditForeign(Id(kDeployment), [](Value& object) {
    Spec(object).Set("replicas", Value::Integer(7));
  });
  Run();
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("update Service", "update Deployment"));
  EXPECT_EQ(*store_.Find(Id(resource::kService))->Find("spec"), *service.Find("spec"));
  EXPECT_EQ(store_.Find(Id(kDeployment))->Find("spec")->Find("replicas")->text, "1");
  Run();
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
}

TEST_F(ReconcilerTest, WhatIsDeletedComesBack) {
  RunToTheEnd();
  store_.DeleteForeign(Id(kDeployment));
  store_.DeleteForeign(Id(resource::kSecret, CredentialsName("edge")));
  Run();
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("create Secret", "create Deployment"));
}

// Somebody takes our label off: the object is out of our watch, and still ours by its owner.
TEST_F(ReconcilerTest, AnObjectWithoutOurLabelIsForeign) {
  RunToTheEnd();
  store_.EditForeign(Id(resource::kService), [](Value& object) {
    object.Find("metadata")->Find("labels")->Take(kManagedByLabel);
  });
  Run();
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  EXPECT_THAT(problems_[Gateway()].value_or(""), HasSubstr("Service demo/edge exists"));
}

TEST_F(ReconcilerTest, NothingIsTakenFromOthers) {
  const char* const foreign[] = {
      "{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: demo}, spec: {ports: "
      "[{port: 1}]}}",
      "{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: demo, labels: "
      "{app.kubernetes.io/managed-by: meshgate}}, spec: {ports: [{port: 1}]}}",
      // Another manager's.
      "{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: demo, labels: "
      "{app.kubernetes.io/managed-by: meshgate}, annotations: {meshgate.io/controller: other}, "
      "ownerReferences: [{apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, name: edge, "
      "uid: uid-of-edge, controller: true}]}, spec: {ports: [{port: 1}]}}",
      // Another Gateway's.
      "{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: demo, labels: "
      "{app.kubernetes.io/managed-by: meshgate}, annotations: {meshgate.io/controller: "
      "gateways.kuma.io/controller}, ownerReferences: [{apiVersion: gateway.networking.k8s.io/v1, "
      "kind: Gateway, name: edge.x, uid: another, controller: true}]}, spec: {ports: [{port: "
      "1}]}}"};
  reconciler_.Start();
  for (const char* object : foreign) {
    store_.PutForeign(Parse(object));
    const Value before = *store_.Find(Id(resource::kService));
    reconciler_.Want(Gateway(), Infra());
    Run();
    EXPECT_EQ(*store_.Find(Id(resource::kService)), before);
    EXPECT_THAT(problems_[Gateway()].value_or(""),
                HasSubstr("Service demo/edge exists and was not made for this Gateway; delete or "
                          "rename it, or give the Gateway another name"));
    EXPECT_EQ(addresses_[Gateway()], std::nullopt);
    // Nor when the Gateway goes.
    reconciler_.Want(Gateway(), std::nullopt);
    Run();
    EXPECT_THAT(store_.TakeWrites(), IsEmpty()) << object;
    EXPECT_EQ(problems_[Gateway()], std::nullopt);
    store_.DeleteForeign(Id(resource::kService));
    Run();
  }
}

TEST_F(ReconcilerTest, GoesOnAsSoonAsTheForeignObjectIsGone) {
  store_.PutForeign(
      Parse("{apiVersion: v1, kind: Service, metadata: {name: edge, namespace: demo}, spec: "
            "{ports: []}}"));
  reconciler_.Start();
  reconciler_.Want(Gateway(), Infra());
  Run();
  EXPECT_TRUE(problems_[Gateway()].has_value());
  store_.DeleteForeign(Id(resource::kService));
  EXPECT_EQ(Run(), std::nullopt);
  EXPECT_EQ(store_.size(), 5u);
  EXPECT_EQ(problems_[Gateway()], std::nullopt);
}

TEST_F(ReconcilerTest, DeletesWhatWasMadeForAGatewayThatGoes) {
  RunToTheEnd(Gateway("other"), Infra("uid-of-other"));
  RunToTheEnd();
  reconciler_.Want(Gateway(), std::nullopt);
  Run();
  EXPECT_EQ(store_.TakeWrites().size(), 5u);
  EXPECT_EQ(store_.size(), 5u);
  EXPECT_NE(store_.Find(Id(kDeployment, "other")), nullptr);
}

// A Gateway that is refused keeps what it has, its address above all, and gets nothing new.
TEST_F(ReconcilerTest, AGatewayThatIsRefusedKeepsWhatItHas) {
  pipeline::Infrastructure refused = Infra();
  refused.ports.clear();
  RunToTheEnd(Gateway(), refused);
  EXPECT_EQ(store_.size(), 0u);
  RunToTheEnd();
  SetStatus(Id(resource::kService), "{loadBalancer: {ingress: [{ip: 10.0.0.9}]}}");
  Run();
  reconciler_.Want(Gateway(), refused);
  Run();
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  EXPECT_EQ(store_.size(), 5u);
  EXPECT_EQ(addresses_[Gateway()], (Addresses{{"IPAddress", "10.0.0.9"}}));
}

// What an earlier manager made for Gateways that went while nobody looked; the delay is for those
// that this one has not heard of yet.
TEST_F(ReconcilerTest, OrphansAreDeletedAfterAWhile) {
  RunToTheEnd();
  Reconciler second(Settings(), store_, issuer_, Feedback{[](auto&&...) {}, [](auto&&...) {}});
  second.Observe(Id(resource::kService), *store_.Get(Id(resource::kService)));
  second.Start();
  const auto next = WorkOff(second, now_);
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  ASSERT_TRUE(next.has_value());
  WorkOff(second, *next);
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("delete Service"));
}

TEST_F(ReconcilerTest, AServiceAccountThatIsNotWantedGoes) {
  RunToTheEnd();
  pipeline::Infrastructure infra = Infra();
  infra.parameters.service_account_name = "proxies";
  reconciler_.Want(Gateway(), infra);
  Run();
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("update Deployment", "delete ServiceAccount"));
}

TEST_F(ReconcilerTest, MetadataThatIsNotWantedGoesAndThatOfOthersStays) {
  pipeline::Infrastructure infra = Infra();
  infra.labels = {{"team", "a"}};
  RunToTheEnd(Gateway(), infra);
  store_.EditForeign(Id(kDeployment), [](Value& object) {
    object.Find("metadata")->Find("annotations")->Set("cloud", Value::String("yes"));
  });
  reconciler_.Want(Gateway(), Infra());
  Run();
  const Value& metadata = *store_.Find(Id(kDeployment))->Find("metadata");
  EXPECT_EQ(metadata.Find("labels")->Find("team"), nullptr);
  EXPECT_NE(metadata.Find("annotations")->Find("cloud"), nullptr);
}

TEST_F(ReconcilerTest, QuantitiesInTheServersSpellingAreNoEdit) {
  pipeline::Infrastructure infra = Infra();
  infra.parameters.resources = ir::Resources{{}, {{"cpu", "2000m"}}};
  RunToTheEnd(Gateway(), infra);
  store_.EditForeign(Id(kDeployment), [](Value& object) {
    object.Find("metadata")->Find("annotations")->Set("cloud", Value::String("yes"));
  });
  Run();
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
}

TEST_F(ReconcilerTest, AnAutoscalerDecidesReplicas) {
  const ObjectId autoscaler = Id(kAutoscaler, "scaler");
  RunToTheEnd();
  store_.PutForeign(
      Parse("{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: scaler, "
            "namespace: demo}, spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, "
            "name: edge}}}"));
  store_.EditForeign(Id(kDeployment), [](Value& object) {
    Spec(object).Set("replicas", Value::Integer(7));
  });
  // In whatever order the two become known.
  auto events = store_.TakeEvents();
  for (auto event = events.rbegin(); event != events.rend(); ++event) {
    reconciler_.Observe(event->first, event->second);
  }
  Run();
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  // Nor when something else is written.
  pipeline::Infrastructure infra = Infra();
  infra.labels = {{"team", "a"}};
  reconciler_.Want(Gateway(), infra);
  Run();
  EXPECT_EQ(store_.TakeWrites().size(), 5u);
  EXPECT_EQ(store_.Find(Id(kDeployment))->Find("spec")->Find("replicas")->text, "7");
  store_.DeleteForeign(autoscaler);
  Run();
  EXPECT_EQ(store_.Find(Id(kDeployment))->Find("spec")->Find("replicas")->text, "1");
}

TEST_F(ReconcilerTest, TellsTheAddressesOfTheService) {
  RunToTheEnd();
  EXPECT_EQ(addresses_[Gateway()], Addresses());
  SetStatus(Id(resource::kService),
            "{loadBalancer: {ingress: [{ip: 10.0.0.9}, {hostname: lb.example.com}]}}");
  Run();
  EXPECT_EQ(addresses_[Gateway()],
            (Addresses{{"IPAddress", "10.0.0.9"}, {"Hostname", "lb.example.com"}}));
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  pipeline::Infrastructure infra = Infra();
  infra.parameters.service_type = ir::ServiceType::kClusterIp;
  reconciler_.Want(Gateway(), infra);
  Run();
  EXPECT_EQ(addresses_[Gateway()], (Addresses{{"IPAddress", "10.96.0.7"}}));
  reconciler_.Want(Gateway(), std::nullopt);
  Run();
  EXPECT_EQ(addresses_[Gateway()], std::nullopt);
}

TEST_F(ReconcilerTest, AConflictIsLookedAtAgain) {
  RunToTheEnd();
  // Changed behind our back: the event comes later than our next write.
  store_.EditForeign(Id(kDeployment), [](Value& object) {
    object.Find("metadata")->Find("annotations")->Set("cloud", Value::String("yes"));
  });
  pipeline::Infrastructure infra = Infra();
  infra.parameters.replicas = 3;
  reconciler_.Want(Gateway(), infra);
  const auto next = WorkOff(reconciler_, now_);
  ASSERT_TRUE(next.has_value());
  WorkOff(reconciler_, *next);
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("update Deployment"));
  const Value& deployment = *store_.Find(Id(kDeployment));
  EXPECT_EQ(deployment.Find("spec")->Find("replicas")->text, "3");
  EXPECT_NE(deployment.Find("metadata")->Find("annotations")->Find("cloud"), nullptr);
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(ReconcilerTest, TriesAgainLaterEachTime) {
  store_.FailWrites(kDeployment, std::vector<absl::Status>(20, absl::UnavailableError("away")));
  reconciler_.Start();
  reconciler_.Want(Gateway(), Infra());
  std::chrono::nanoseconds before{0}, longest{0};
  for (int i = 0; i < 20; ++i) {
    const auto next = Run();
    store_.TakeEvents();
    ASSERT_TRUE(next.has_value());
    const std::chrono::nanoseconds delay = *next - now_;
    EXPECT_GE(delay, before);
    EXPECT_LE(delay, std::chrono::seconds(30));
    before = longest = delay;
    now_ = *next;
  }
  EXPECT_EQ(longest, std::chrono::seconds(30));
  // An API server that is away is no fault of the Gateway's.
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(Run(), std::nullopt);
  EXPECT_NE(store_.Find(Id(kDeployment)), nullptr);
}

TEST_F(ReconcilerTest, WhatTheServerRefusesIsTold) {
  const absl::Status refusals[] = {
      absl::InvalidArgumentError("Deployment demo/edge is invalid: requests exceed limits"),
      absl::PermissionDeniedError("exceeded quota: team")};
  reconciler_.Start();
  for (const absl::Status& refusal : refusals) {
    store_.FailWrites(kDeployment, {refusal});
    reconciler_.Want(Gateway(), Infra());
    Run();
    EXPECT_EQ(problems_[Gateway()], "The infrastructure of the Gateway cannot be made: " +
                                        std::string(refusal.message()));
    RunLater(std::chrono::seconds(1));
    EXPECT_EQ(problems_[Gateway()], std::nullopt);
    store_.DeleteForeign(Id(kDeployment));
  }
}

// Deleted and made again: the old objects are the garbage collector's, which takes its time.
TEST_F(ReconcilerTest, AGatewayThatIsMadeAgainWaitsForItsName) {
  RunToTheEnd();
  reconciler_.Want(Gateway(), Infra("new-uid"));
  Run();
  EXPECT_THAT(store_.TakeWrites(), IsEmpty());
  EXPECT_THAT(problems_, IsEmpty());
  EXPECT_EQ(addresses_[Gateway()], std::nullopt);
  for (const resource::Kind kind : {resource::kService, kServiceAccount, kDeployment}) {
    store_.DeleteForeign(Id(kind));
  }
  store_.DeleteForeign(Id(resource::kConfigMap, BootstrapName("edge")));
  store_.DeleteForeign(Id(resource::kSecret, CredentialsName("edge")));
  Run();
  EXPECT_EQ(store_.TakeWrites().size(), 5u);
  EXPECT_EQ(store_.Find(Id(resource::kService))
                ->Find("metadata")
                ->Find("ownerReferences")
                ->items[0]
                .FindText("uid"),
            "new-uid");
}

TEST_F(ReconcilerTest, CredentialsThatDoNotDoAreIssuedAgain) {
  RunToTheEnd();
  issuer_.expired = true;
  reconciler_.Want(Gateway(), Infra());
  Run();
  EXPECT_THAT(store_.TakeWrites(), ElementsAre("update Secret"));
  EXPECT_EQ(issuer_.issued, 2);
}

// What the tree of a Secret shows in place of its keys must not be written back.
TEST_F(ReconcilerTest, CredentialsThatDoAreKeptWhenOtherFieldsChange) {
  RunToTheEnd();
  const ObjectId secret = Id(resource::kSecret, CredentialsName("edge"));
  const Value before = *store_.Find(secret)->Find("data");
  pipeline::Infrastructure infra = Infra();
  infra.labels = {{"team", "a"}};
  reconciler_.Want(Gateway(), infra);
  Run();
  EXPECT_THAT(store_.TakeWrites(), ::testing::Contains("update Secret"));
  EXPECT_EQ(*store_.Find(secret)->Find("data"), before);
}

}  // namespace
}  // namespace meshgate::infra
