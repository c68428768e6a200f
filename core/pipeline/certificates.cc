#include "core/pipeline/certificates.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/secret_bytes.h"
#include "core/pipeline/fault.h"
#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

constexpr std::string_view kType = "kubernetes.io/tls";
constexpr std::string_view kCertificateKey = "tls.crt";
constexpr std::string_view kPrivateKeyKey = "tls.key";

Problem Invalid(std::string message) {
  return {&status::kListenerResolvedRefsFalseInvalidCertificateRef, std::move(message)};
}

// Why no pair is read from this value; "" when one is to be read.
std::string ExplainUnread(const base::SecretBytes* value) {
  if (value == nullptr) return "is missing; put a PEM text into it";
  if (value->size() > certificate::kMaxPemBytes) {
    return "is larger than 256 KiB; leave out what no client needs";
  }
  return "";
}

Certificate Parse(const resource::Object& secret) {
  const std::string name = ToString(secret.id());
  const std::string_view type = secret.root()["type"].text();
  if (type != kType) {
    return {std::nullopt, Invalid(name + " is of type " + std::string(type) +
                                  "; make a Secret of type kubernetes.io/tls")};
  }
  const auto refuse = [&](std::string_view key, const std::string& error) -> Certificate {
    return {std::nullopt, Invalid(name + ": " + std::string(key) + " " + error)};
  };
  for (const std::string_view key : {kCertificateKey, kPrivateKeyKey}) {
    const std::string unread = ExplainUnread(secret.FindSecretValue(key));
    if (!unread.empty()) return refuse(key, unread);
  }
  certificate::Parsed parsed =
      certificate::ParseKeyPair(secret.FindSecretValue(kCertificateKey)->Reveal().view(),
                                secret.FindSecretValue(kPrivateKeyKey)->Reveal().view());
  if (parsed.pair) return {std::move(parsed.pair), std::nullopt};
  return refuse(parsed.part == certificate::Part::kKey ? kPrivateKeyKey : kCertificateKey,
                parsed.error);
}

}  // namespace

Certificates& AddCertificates(engine::Engine& engine, const Inputs& inputs, const Options& options,
                              Wanted& wanted) {
  ObjectInput* const secrets = inputs.Find(resource::kSecret);
  const bool by_name = options.reads_by_name;
  auto& stage = engine.AddStage<ObjectId, Certificate>(
      "certificates",
      [&inputs, secrets, by_name](const ObjectId& id,
                                  engine::Reader& reader) -> std::optional<Certificate> {
        const resource::ObjectPtr* const secret = reader.Find(*secrets, id);
        if (secret == nullptr) {
          if (by_name && reader.Find(inputs.absent, id) == nullptr) {
            return Certificate{std::nullopt,
                               Problem{&status::kListenerResolvedRefsUnknownPending,
                                       ToString(id) + " has not been read yet"}};
          }
          return Certificate{std::nullopt,
                             Invalid(ToString(id) +
                                     " does not exist; create it or correct the name")};
        }
        Certificate certificate = Parse(**secret);
        if (certificate.pair || FaultIs(Fault::kNoLastGood)) return certificate;
        // Read only now: it is written after each good version, and must not cause any work then.
        const auto* const last_good = reader.Find(inputs.last_good_certificates, id);
        if (last_good == nullptr) return certificate;
        certificate.pair = *last_good;
        certificate.problem->message += "; until then the last good certificate is served";
        return certificate;
      });
  stage.keys_of(wanted, [](const ObjectId& id, const IsWanted&) {
    return id.kind == resource::kSecret ? std::vector<ObjectId>{id} : std::vector<ObjectId>();
  });
  return stage;
}

CertificateFactsTable& AddCertificateFacts(engine::Engine& engine, Certificates& certificates) {
  auto& stage = engine.AddStage<ObjectId, CertificateFacts>(
      "certificate_facts",
      [&](const ObjectId& id, engine::Reader& reader) -> std::optional<CertificateFacts> {
        const Certificate& certificate = *reader.Find(certificates, id);
        return CertificateFacts{certificate.pair.has_value(), certificate.problem};
      });
  return stage.keys_of(certificates), stage;
}

}  // namespace meshgate::pipeline
