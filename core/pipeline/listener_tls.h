// Stage `listener_tls`: what the listeners that end TLS do so with, built by the plugin of their
// protocol of what their references lead to.
//
// Gateway API, ListenerTLSConfig.certificateRefs. A reference that leads to no certificate is
// reported and left out; the listener is served while one is left.
#ifndef MESHGATE_CORE_PIPELINE_LISTENER_TLS_H_
#define MESHGATE_CORE_PIPELINE_LISTENER_TLS_H_

#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/certificates.h"

namespace meshgate::pipeline {

struct ListenerTls {
  std::vector<ObjectId> certificates;   // usable ones, in the order of the references, distinct
  ir::TlsSettings settings;
  std::vector<Problem> unresolved;      // the references that are not as they should be
  std::optional<Problem> not_accepted;  // its plugin refuses it for what a reference leads to
  std::string notes;                    // see Problem
  bool operator==(const ListenerTls&) const = default;
};

// One cell per listener that ends TLS.
using ListenerTlsTable = engine::Stage<FrontendId, ListenerTls>;
ListenerTlsTable& AddListenerTls(engine::Engine& engine, const Inputs& inputs,
                                 const loader::Registry& registry, const Options& options,
                                 ListenerReferences& references, CertificateFactsTable& facts);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_LISTENER_TLS_H_
