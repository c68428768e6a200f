// Stages `certificate_refs` and `wanted`: which Secrets listeners refer to, and may.
//
// Gateway API, ListenerTLSConfig.certificateRefs and ReferenceGrant. Nothing here reads a Secret:
// what no grant permits is never read, and is not even known to be there or absent.
#ifndef MESHGATE_CORE_PIPELINE_CERTIFICATE_REFS_H_
#define MESHGATE_CORE_PIPELINE_CERTIFICATE_REFS_H_

#include "core/pipeline/gateways.h"
#include "core/pipeline/references.h"

namespace meshgate::pipeline {

// One cell per listener that ends TLS.
using CertificateRefsTable = engine::Stage<FrontendId, CertificateRefs>;
CertificateRefsTable& AddCertificateRefs(engine::Engine& engine, Gateways& gateways,
                                         Grants& grants, GrantsByNamespaces& grants_by_namespaces);

// One cell per object of KindsReadByName that some Gateway of ours refers to and may: what a
// provider may read, by name, and nothing beside. A provider of all objects need not look.
struct IsWanted {
  bool operator==(const IsWanted&) const = default;
};
using Wanted = engine::Stage<ObjectId, IsWanted>;
Wanted& AddWanted(engine::Engine& engine, CertificateRefsTable& refs);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_CERTIFICATE_REFS_H_
