#include "controllers/app/cluster_authority.h"

#include <chrono>
#include <utility>

#include "absl/strings/escaping.h"
#include "core/base/status_macros.h"
#include "core/resource/object_id.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using resource::Value;

constexpr char kCertificateKey[] = "tls.crt";
constexpr char kKeyKey[] = "tls.key";

const kubernetes::ApiResource kSecrets{"", "v1", "secrets", true};

Value SecretOf(const pki::Authority& authority, const std::string& ns) {
  Value metadata = Value::Map();
  metadata.Set("name", Value::String(kAuthoritySecret));
  metadata.Set("namespace", Value::String(ns));
  Value data = Value::Map();
  data.Set(kCertificateKey,
           Value::String(absl::Base64Escape(authority.credentials().certificate)));
  data.Set(kKeyKey, Value::String(absl::Base64Escape(authority.credentials().key)));
  Value secret = Value::Map();
  secret.Set("apiVersion", Value::String("v1"));
  secret.Set("kind", Value::String("Secret"));
  secret.Set("metadata", std::move(metadata));
  secret.Set("type", Value::String("kubernetes.io/tls"));
  secret.Set("data", std::move(data));
  return secret;
}

std::string Decode(const Value& secret, const char* key) {
  const Value* data = secret.Find("data");
  if (data == nullptr) return "";
  const std::string_view encoded = data->FindText(key);
  std::string text;
  if (!absl::Base64Unescape(absl::string_view(encoded.data(), encoded.size()), &text)) return "";
  return text;
}

std::string NameOfSecret(const std::string& ns) {
  return ToString(resource::ObjectId{resource::kSecret, ns, kAuthoritySecret});
}

absl::StatusOr<pki::Authority> AuthorityOf(const Value& secret, const std::string& ns) {
  absl::StatusOr<pki::Authority> authority =
      pki::Authority::Load({Decode(secret, kCertificateKey), Decode(secret, kKeyKey)});
  if (authority.ok()) return authority;
  return absl::FailedPreconditionError(
      NameOfSecret(ns) + " " + std::string(authority.status().message()) +
      "; delete it, and the manager makes a new one for itself and its proxies");
}

}  // namespace

absl::StatusOr<pki::Authority> EnsureAuthority(kubernetes::Api& api, const std::string& ns) {
  const std::string path = kSecrets.ObjectPath(ns, kAuthoritySecret);
  absl::StatusOr<Value> secret = api.Get(path);
  if (absl::IsNotFound(secret.status())) {
    const pki::Authority made = pki::Authority::Create(std::chrono::system_clock::now());
    secret = api.Create(kSecrets.ObjectPath(ns, ""), SecretOf(made, ns));
    if (absl::IsAlreadyExists(secret.status())) secret = api.Get(path);
  }
  if (!secret.ok()) {
    return absl::Status(secret.status().code(),
                        NameOfSecret(ns) + ": " + std::string(secret.status().message()));
  }
  return AuthorityOf(*secret, ns);
}

}  // namespace meshgate::app
