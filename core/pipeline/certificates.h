// Stages `certificates` and `certificate_facts`: what the Secrets hold that listeners may use.
//
// A Secret is parsed once per version, however many listeners refer to it. While it holds no pair
// that proxies would take, the last one that it held is served (Inputs::last_good_certificates): a
// rotation in two writes is never seen by clients. A Secret that is gone, or may not be read any
// more, takes its pair along.
#ifndef MESHGATE_CORE_PIPELINE_CERTIFICATES_H_
#define MESHGATE_CORE_PIPELINE_CERTIFICATES_H_

#include "core/pipeline/listener_references.h"

namespace meshgate::pipeline {

// One cell per wanted Secret. The only stage that reads Secrets.
using Certificates = engine::Stage<ObjectId, Certificate>;
Certificates& AddCertificates(engine::Engine& engine, const Inputs& inputs, const Options& options,
                              Wanted& wanted);

CertificateFactsTable& AddCertificateFacts(engine::Engine& engine, Certificates& certificates);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_CERTIFICATES_H_
