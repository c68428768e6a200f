#include "core/pipeline/certificate_refs.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

std::optional<Problem> Judge(engine::Reader& reader, Grants& grants,
                             GrantsByNamespaces& by_namespaces, const ObjectId& gateway,
                             const CertificateRefs::Ref& ref) {
  if (ref.secret.kind != resource::kSecret) {
    return Problem{&status::kListenerResolvedRefsFalseInvalidCertificateRef,
                   ref.field + ": kind " + ToString(ref.secret.kind) +
                       " is not supported; name a Secret of type kubernetes.io/tls"};
  }
  if (IsPermitted(reader, grants, by_namespaces, gateway, ref.secret)) return std::nullopt;
  return Problem{&status::kListenerResolvedRefsFalseRefNotPermitted,
                 ref.field + ": no ReferenceGrant in namespace \"" + ref.secret.ns +
                     "\" permits Gateways of namespace \"" + gateway.ns + "\" to refer to " +
                     ToString(ref.secret) + "; create one, or copy the Secret"};
}

}  // namespace

CertificateRefsTable& AddCertificateRefs(engine::Engine& engine, Gateways& gateways,
                                         Grants& grants,
                                         GrantsByNamespaces& grants_by_namespaces) {
  auto& stage = engine.AddStage<FrontendId, CertificateRefs>(
      "certificate_refs",
      [&](const FrontendId& id, engine::Reader& reader) -> std::optional<CertificateRefs> {
        const Listener& listener = *FindListener(*reader.Find(gateways, id.parent), id.section);
        CertificateRefs out;
        for (const ir::CertificateRef& said : listener.tls->certificates) {
          CertificateRefs::Ref ref{said.field,
                                   {Kind::Of(said.object.group, said.object.kind),
                                    said.object.ns.empty() ? id.parent.ns : said.object.ns,
                                    said.object.name},
                                   {}};
          ref.refused = Judge(reader, grants, grants_by_namespaces, id.parent, ref);
          out.refs.push_back(std::move(ref));
        }
        return out;
      });
  stage.keys_of(gateways, [](const ObjectId& id, const Gateway& gateway) {
    std::vector<FrontendId> frontends;
    for (const Listener& listener : gateway.listeners) {
      if (listener.tls) frontends.push_back({id, listener.name});
    }
    return frontends;
  });
  return stage;
}

Wanted& AddWanted(engine::Engine& engine, CertificateRefsTable& refs) {
  auto& stage = engine.AddStage<ObjectId, IsWanted>(
      "wanted",
      [](const ObjectId&, engine::Reader&) -> std::optional<IsWanted> { return IsWanted(); });
  stage.keys_of(refs, [](const FrontendId&, const CertificateRefs& cell) {
    std::vector<ObjectId> secrets;
    for (const CertificateRefs::Ref& ref : cell.refs) {
      if (!ref.refused) secrets.push_back(ref.secret);
    }
    return secrets;
  });
  return stage;
}

}  // namespace meshgate::pipeline
