#include <utility>

#include "absl/time/clock.h"
#include "controllers/cli/certificate_text.h"
#include "controllers/cli/problems.h"
#include "core/certificate/details.h"
#include "core/resource/well_known.h"

namespace meshgate::cli {
namespace {

using pipeline::ObjectId;
using provider::Severity;

class Finder {
 public:
  explicit Finder(const LoadedFiles& files)
      : inputs_(files.translator.inputs()), tables_(files.translator.tables()) {}

  void Find(const resource::Object& object) {
    const ObjectId& id = object.id();
    if (id.kind == resource::kGatewayClass) {
      const pipeline::GatewayClass* const ours = tables_.classes.Peek(id);
      if (ours != nullptr) Add(id, "spec.parametersRef", ours->not_accepted);
    } else if (id.kind == resource::kGateway) {
      const pipeline::Gateway* const ours = tables_.gateways.Peek(id);
      if (ours != nullptr) {
        AddGateway(id, *ours);
      } else {
        AddClass(id, std::string(object.spec()["gatewayClassName"].text()));
      }
    }
  }

  std::vector<ObjectProblem> Take() && { return std::move(problems_); }

 private:
  void Add(const ObjectId& id, const std::string& field,
           const std::optional<pipeline::Problem>& problem) {
    if (problem) problems_.push_back({Severity::kError, id, field, problem->message});
  }

  void AddGateway(const ObjectId& id, const pipeline::Gateway& gateway) {
    Add(id, "spec", gateway.not_accepted);
    for (size_t i = 0; i < gateway.listeners.size(); ++i) {
      const std::string field = "spec.listeners[" + std::to_string(i) + "]";
      const pipeline::Listener& listener = gateway.listeners[i];
      Add(id, field, listener.not_accepted);
      for (const pipeline::Problem& problem : listener.unresolved_refs) {
        Add(id, field + ".allowedRoutes.kinds", problem);
      }
      // A conflict that refuses the listener is said already.
      if (!listener.not_accepted) Add(id, field, listener.conflicted);
      if (listener.not_accepted || !listener.references) continue;
      AddCertificates({id, listener.name}, field);
    }
  }

  void AddCertificates(const pipeline::FrontendId& listener, const std::string& field) {
    const auto& refs = tables_.listener_references.Peek(listener)->references;
    for (const pipeline::Reference& ref : refs) {
      if (ref.lead != pipeline::Lead::kPermitted) {
        problems_.push_back({Severity::kError, listener.parent, field + "." + ref.field,
                             ref.problem});
        continue;
      }
      if (ref.object.kind != resource::kSecret) continue;
      const pipeline::CertificateFacts& facts = *tables_.certificate_facts.Peek(ref.object);
      if (!facts.problem) {
        AddUntimely(ref.object, listener.parent, field + "." + ref.field);
        continue;
      }
      // Many keep their Secrets elsewhere.
      const bool is_given = inputs_.at(resource::kSecret).Peek(ref.object) != nullptr;
      problems_.push_back(
          {is_given ? Severity::kError : Severity::kWarning, listener.parent,
           field + "." + ref.field,
           is_given ? facts.problem->message
                    : ToString(ref.object) + " is not among the files: whether the listener is "
                                             "served is not known; give its file too, or correct "
                                             "the name"});
    }
    const pipeline::ListenerTls& tls = *tables_.listener_tls.Peek(listener);
    if (refs.empty()) Add(listener.parent, field, tls.unresolved.front());
    Add(listener.parent, field, tls.not_accepted);
  }

  // It is served all the same: to cut off every client is worse.
  void AddUntimely(const ObjectId& secret, const ObjectId& gateway, const std::string& field) {
    const certificate::KeyPair& pair = *tables_.certificates.Peek(secret)->pair;
    const std::string untimely = FindUntimely(certificate::ReadDetails(pair.chain), absl::Now());
    if (untimely.empty()) return;
    problems_.push_back({Severity::kWarning, gateway, field,
                         "the certificate of " + ToString(secret) + " " + untimely +
                             ", and is served all the same; renew it"});
  }

  void AddClass(const ObjectId& id, const std::string& name) {
    if (inputs_.at(resource::kGatewayClass).Peek({resource::kGatewayClass, "", name}) != nullptr) {
      return;  // of another controller
    }
    problems_.push_back({Severity::kWarning, id, "spec.gatewayClassName",
                         "GatewayClass " + name +
                             " is not among the files: whether the Gateway is served is not known; "
                             "give its file too, or correct the name"});
  }

  const pipeline::Inputs& inputs_;
  const pipeline::Tables& tables_;
  std::vector<ObjectProblem> problems_;
};

}  // namespace

std::vector<ObjectProblem> FindGatewayProblems(const LoadedFiles& files) {
  Finder finder(files);
  for (const resource::ObjectPtr& object : files.batch.put) finder.Find(*object);
  return std::move(finder).Take();
}

}  // namespace meshgate::cli
