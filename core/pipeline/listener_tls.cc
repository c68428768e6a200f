#include "core/pipeline/listener_tls.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/issue_text.h"
#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

Problem ToProblem(Lead lead, std::string message) {
  if (lead == Lead::kPending) {
    return {&status::kListenerResolvedRefsUnknownPending, std::move(message)};
  }
  if (lead == Lead::kNotPermitted) {
    return {&status::kListenerResolvedRefsFalseRefNotPermitted, std::move(message)};
  }
  return {&status::kListenerResolvedRefsFalseInvalidCertificateRef, std::move(message)};
}

resource::Node FindNode(const resource::Object& gateway, const std::string& listener) {
  for (const resource::Node node : gateway.spec()["listeners"].items()) {
    if (node["name"].text() == listener) return node;
  }
  return {};
}

void Add(const ObjectId& secret, std::vector<ObjectId>& secrets) {
  if (std::find(secrets.begin(), secrets.end(), secret) == secrets.end()) secrets.push_back(secret);
}

void Build(const loader::Registry& registry, const resource::Object& gateway,
           const FrontendId& listener, const std::vector<Reference>& references,
           const std::vector<loader::Found>& found, ListenerTls& tls) {
  const resource::Node node = FindNode(gateway, listener.section);
  const loader::ListenerKind& kind = *registry.FindListenerKind(node["protocol"].text());
  const auto built = loader::CallBuild(kind, {gateway, node}, found);
  if (!built.issues.empty()) tls.not_accepted = RefusalOf(built.issues.front());
  tls.notes = ToSentences(built.notes);
  tls.settings = built.fragment.settings;
  for (const size_t place : built.fragment.certificates) {
    Add(references[place].object, tls.certificates);
  }
}

}  // namespace

ListenerTlsTable& AddListenerTls(engine::Engine& engine, const Inputs& inputs,
                                 const loader::Registry& registry, const Options& options,
                                 ListenerReferences& references, CertificateFactsTable& facts) {
  const ReferenceResolver resolver(inputs, options, &facts);
  auto& stage = engine.AddStage<FrontendId, ListenerTls>(
      "listener_tls",
      [&, resolver](const FrontendId& id, engine::Reader& reader) -> std::optional<ListenerTls> {
        ListenerTls tls;
        const std::vector<Reference>& refs = reader.Find(references, id)->references;
        std::vector<loader::Found> found;
        for (const Reference& ref : refs) {
          std::string problem;
          const Lead lead = resolver.Follow(ref, reader, found.emplace_back(), problem);
          if (problem.empty()) continue;
          tls.unresolved.push_back(ToProblem(lead, ref.field + ": " + problem));
        }
        const resource::ObjectPtr& gateway =
            *reader.Find(inputs.at(resource::kGateway), id.parent);
        Build(registry, *gateway, id, refs, found, tls);
        if (tls.certificates.empty() && tls.unresolved.empty()) {
          tls.unresolved.push_back({&status::kListenerResolvedRefsFalseInvalidCertificateRef,
                                    "tls.certificateRefs: names no certificate; name a Secret of "
                                    "type kubernetes.io/tls"});
        }
        return tls;
      });
  return stage.keys_of(references), stage;
}

}  // namespace meshgate::pipeline
