// References of the objects that plugins resolve (plugin::Resolving): which may be followed, and
// where they lead.
//
// Gateway API, ReferenceGrant. Nothing of what no grant permits is read: not even whether it is
// there.
#ifndef MESHGATE_CORE_PIPELINE_RESOLVING_H_
#define MESHGATE_CORE_PIPELINE_RESOLVING_H_

#include <optional>
#include <string>
#include <vector>

#include "core/loader/call_plugin.h"
#include "core/loader/registry.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/options.h"
#include "core/pipeline/references.h"

namespace meshgate::pipeline {

// Where a reference leads, as far as it is followed.
enum class Lead {
  kPermitted,  // it may be read
  kNotPermitted,
  kUnsupportedKind,
  kMissing,
  kPending,   // not known yet
  kUnusable,  // what is there is not what the reference is for
  kFound
};

struct Reference {
  std::string field;  // "tls.certificateRefs[0]"
  ObjectId object;
  Lead lead = Lead::kPermitted;  // or one of the next two
  std::string problem;           // with them: why, and the way out
  bool operator==(const Reference&) const = default;
};

// What an object, or a listener, refers to, before anything of it is read.
struct References {
  std::vector<Reference> references;
  std::vector<loader::Issue> issues;  // not empty: its plugin refuses it; of listeners: `gateways`
  std::vector<loader::Issue> notes;
  bool operator==(const References&) const = default;
};

struct GrantTables {
  Grants& grants;
  GrantsByNamespaces& by_namespaces;
};

// Whether the kind is one of these.
bool IsAmong(Kind kind, const std::vector<ir::KindName>& names);
// "ConfigMap or Secret of type kubernetes.io/tls". [pure]
std::string Alternatives(const std::vector<ir::KindName>& names);

// What `from` may follow of what its plugin says; `reads`: the kinds that the plugin reads.
std::vector<Reference> JudgeReferences(const ObjectId& from,
                                       const std::vector<ir::Reference>& said,
                                       const std::vector<ir::KindName>& reads,
                                       const GrantTables& grants, engine::Reader& reader);

// Stages `filter_references`, `parameters_references` and `policy_references`: one cell per object
// of a kind that reads others.
using ObjectReferences = engine::Stage<ObjectId, References>;
ObjectReferences& AddFilterReferences(engine::Engine& engine, const Inputs& inputs,
                                      const loader::Registry& registry, const GrantTables& grants);
ObjectReferences& AddParametersReferences(engine::Engine& engine, const Inputs& inputs,
                                          const loader::Registry& registry,
                                          const GrantTables& grants);
ObjectReferences& AddPolicyReferences(engine::Engine& engine, const Inputs& inputs,
                                      const loader::Registry& registry, const GrantTables& grants);

// Stage `certificate_facts` (certificates.h): what references need to know of a certificate.
struct CertificateFacts {
  bool usable = false;
  std::optional<Problem> problem;
  bool operator==(const CertificateFacts&) const = default;
};

using CertificateFactsTable = engine::Stage<ObjectId, CertificateFacts>;

// What references lead to. [pure]
class ReferenceResolver {
 public:
  // All must outlive this; `facts` is null where no Secret is read.
  ReferenceResolver(const Inputs& inputs, const Options& options, CertificateFactsTable* facts)
      : inputs_(inputs), options_(options), facts_(facts) {}

  struct Result {
    std::vector<loader::Found> found;  // parallel to the references, unless there is a problem
    Lead lead = Lead::kFound;          // any other: that of the first that leads nowhere
    loader::Issue problem;             // of that one
  };
  Result Resolve(const References& references, engine::Reader& reader) const;

  // One reference. `problem` says why it leads nowhere; or, where it leads somewhere, what is
  // wrong there nevertheless, often "".
  Lead Follow(const Reference& reference, engine::Reader& reader, loader::Found& found,
              std::string& problem) const;

 private:
  const Inputs& inputs_;
  const Options& options_;
  CertificateFactsTable* const facts_;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_RESOLVING_H_
