#include "core/pipeline/listener_tls.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

void Add(const ObjectId& secret, std::vector<ObjectId>& secrets) {
  if (std::find(secrets.begin(), secrets.end(), secret) == secrets.end()) secrets.push_back(secret);
}

}  // namespace

ListenerTlsTable& AddListenerTls(engine::Engine& engine, CertificateRefsTable& refs,
                                 CertificateFactsTable& facts) {
  auto& stage = engine.AddStage<FrontendId, ListenerTls>(
      "listener_tls",
      [&](const FrontendId& id, engine::Reader& reader) -> std::optional<ListenerTls> {
        ListenerTls tls;
        const auto note = [&](Problem problem) {
          if (!tls.unresolved) tls.unresolved = std::move(problem);
        };
        for (const CertificateRefs::Ref& ref : reader.Find(refs, id)->refs) {
          if (ref.refused) {
            note(*ref.refused);
            continue;
          }
          const CertificateFacts& certificate = *reader.Find(facts, ref.secret);
          if (certificate.usable) Add(ref.secret, tls.certificates);
          if (certificate.problem) {
            note({certificate.problem->reason, ref.field + ": " + certificate.problem->message});
          }
        }
        if (tls.certificates.empty()) {
          note({&status::kListenerResolvedRefsFalseInvalidCertificateRef,
                "tls.certificateRefs: names no certificate; name a Secret of type "
                "kubernetes.io/tls"});
        }
        return tls;
      });
  return stage.keys_of(refs), stage;
}

}  // namespace meshgate::pipeline
