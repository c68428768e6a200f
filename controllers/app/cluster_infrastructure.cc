#include "controllers/app/cluster_infrastructure.h"

#include <chrono>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "controllers/kubernetes/api.h"
#include "controllers/provider/kubernetes/kubernetes_provider.h"
#include "core/base/check.h"
#include "core/base/mailbox.h"
#include "core/base/status_macros.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using resource::KindInfo;
using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;

KindInfo InfoOf(resource::Kind kind, const char* plural, const char* version) {
  KindInfo info;
  info.kind = kind;
  info.plural = plural;
  info.versions.push_back({.name = version});
  info.storage_version = version;
  return info;
}

// What it is made of. Autoscalers are read only.
const std::vector<KindInfo>& MadeKinds() {
  static const std::vector<KindInfo> kinds = {
      InfoOf(infra::kDeployment, "deployments", "v1"),
      InfoOf(resource::kService, "services", "v1"),
      InfoOf(infra::kServiceAccount, "serviceaccounts", "v1"),
      InfoOf(resource::kConfigMap, "configmaps", "v1"),
      InfoOf(resource::kSecret, "secrets", "v1"),
      InfoOf(infra::kAutoscaler, "horizontalpodautoscalers", "v2"),
  };
  return kinds;
}

std::vector<provider::WatchedKind> WatchedKinds() {
  const std::string ours = std::string(infra::kManagedByLabel) + "%3D" + infra::kManagedBy;
  std::vector<provider::WatchedKind> watched;
  for (const KindInfo& info : MadeKinds()) {
    watched.push_back({&info, info.kind == infra::kAutoscaler ? "" : ours});
  }
  return watched;
}

class ClusterStore final : public infra::ObjectStore {
 public:
  explicit ClusterStore(kubernetes::HttpClient& client) : api_(client) {}

  absl::StatusOr<ObjectPtr> Get(const ObjectId& id) override {
    return Made(api_.Get(PathOf(id)), id.kind);
  }
  absl::StatusOr<ObjectPtr> Create(const Value& object) override {
    const ObjectId id = IdOf(object);
    return Made(api_.Create(PathOf({id.kind, id.ns, ""}), object), id.kind);
  }
  absl::StatusOr<ObjectPtr> Update(const Value& object) override {
    const ObjectId id = IdOf(object);
    return Made(api_.Replace(PathOf(id), object), id.kind);
  }
  absl::Status Delete(const ObjectId& id, const std::string& uid) override {
    absl::Status status = api_.Delete(PathOf(id), uid);
    return absl::IsNotFound(status) ? absl::OkStatus() : status;
  }

 private:
  static const KindInfo& InfoOf(resource::Kind kind) {
    for (const KindInfo& info : MadeKinds()) {
      if (info.kind == kind) return info;
    }
    MG_CHECK(false, "it is made of its kinds alone");
    return MadeKinds().front();
  }
  static std::string PathOf(const ObjectId& id) {
    const KindInfo& info = InfoOf(id.kind);
    return kubernetes::ResourceOf(info, info.storage_version).ObjectPath(id.ns, id.name);
  }
  static ObjectId IdOf(const Value& object) {
    const std::string_view api_version = object.FindText("apiVersion");
    const size_t slash = api_version.find('/');
    const std::string_view group =
        slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
    const Value* metadata = object.Find("metadata");
    return {resource::Kind::Of(group, object.FindText("kind")),
            std::string(metadata->FindText("namespace")), std::string(metadata->FindText("name"))};
  }
  static absl::StatusOr<ObjectPtr> Made(absl::StatusOr<Value> value, resource::Kind kind) {
    if (!value.ok()) return value.status();
    return resource::MakeObject(*std::move(value), kind);
  }

  kubernetes::Api api_;
};

class Issuer final : public infra::CredentialIssuer {
 public:
  explicit Issuer(const pki::Authority& authority) : authority_(authority) {}

  bool Accepts(const ObjectId& gateway, const resource::Object& secret) override {
    return Text(secret, "ca.crt") == authority_.certificate() &&
           authority_.AcceptsClient({Text(secret, "tls.crt"), Text(secret, "tls.key")},
                                    pki::ProxyName(gateway.ns, gateway.name),
                                    std::chrono::system_clock::now());
  }
  absl::StatusOr<infra::XdsCredentials> Issue(const ObjectId& gateway) override {
    const pki::Credentials issued =
        authority_.IssueClient(pki::ProxyName(gateway.ns, gateway.name));
    return infra::XdsCredentials{authority_.certificate(), issued.certificate, issued.key};
  }

 private:
  static std::string Text(const resource::Object& secret, std::string_view key) {
    const base::SecretBytes* const value = secret.FindSecretValue(key);
    return value == nullptr ? "" : std::string(value->Reveal().view());
  }

  const pki::Authority& authority_;
};

}  // namespace

class ClusterInfrastructure::Loop {
 public:
  Loop(kubernetes::HttpClient& client, const pki::Authority& authority,
       infra::ProxySettings settings, infra::Feedback feedback)
      : settled_(feedback.settled),
        store_(client),
        issuer_(authority),
        reconciler_(std::move(settings), store_, issuer_, std::move(feedback)),
        provider_(client, schemas_, WatchedKinds()),
        thread_([this] { Run(); }) {
    provider_.Start([this](provider::Batch batch) { mailbox_.Post(std::move(batch)); });
  }

  ~Loop() {
    mailbox_.Close();
    thread_.join();
  }

  void Apply(infra::Changes changes) { mailbox_.Post(std::move(changes)); }

 private:
  using Letter = std::variant<provider::Batch, infra::Changes>;

  void Run() {
    std::optional<infra::Reconciler::Time> next;
    while (auto letters = mailbox_.TakeAll(next)) {
      for (Letter& letter : *letters) {
        std::visit([this](auto& of_kind) { Take(of_kind); }, letter);
      }
      // Nothing is made or deleted on half a view.
      if (!started_ && listed_ && wanted_) {
        started_ = true;
        reconciler_.Start();
      }
      const auto now = std::chrono::steady_clock::now();
      next = reconciler_.Work(now);
      if (started_ && settled_ && (!next || *next > now)) std::exchange(settled_, nullptr)();
    }
  }

  void Take(provider::Batch& batch) {
    for (const ObjectId& id : batch.erased) reconciler_.Observe(id, std::nullopt);
    for (const ObjectPtr& object : batch.put) reconciler_.Observe(object->id(), object);
    listed_ |= batch.initial;
  }

  void Take(infra::Changes& changes) {
    wanted_ = true;
    for (auto& [gateway, infra] : changes) reconciler_.Want(gateway, std::move(infra));
  }

  std::function<void()> settled_;  // null once it was called
  ClusterStore store_;
  Issuer issuer_;
  infra::Reconciler reconciler_;
  bool listed_ = false;
  bool wanted_ = false;
  bool started_ = false;
  base::Mailbox<Letter> mailbox_;
  const resource::SchemaCatalog schemas_;
  provider::KubernetesProvider provider_;
  std::thread thread_;  // the last member: starts when all others are ready
};

ClusterInfrastructure::ClusterInfrastructure(kubernetes::HttpClient& client,
                                             const pki::Authority& authority,
                                             infra::ProxySettings settings)
    : client_(client), authority_(authority), settings_(std::move(settings)) {}

ClusterInfrastructure::~ClusterInfrastructure() = default;

void ClusterInfrastructure::Start(infra::Feedback feedback) {
  loop_ = std::make_unique<Loop>(client_, authority_, settings_, std::move(feedback));
}

void ClusterInfrastructure::Apply(const infra::Changes& changes) { loop_->Apply(changes); }

}  // namespace meshgate::app
