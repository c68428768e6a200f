// Which Secrets a demo certificate stands in for: those that HTTPS listeners refer to and nobody
// gives, so that a newcomer sees HTTPS before there is a certificate.
#ifndef MESHGATE_CONTROLLERS_APP_DEMO_CERTIFICATES_H_
#define MESHGATE_CONTROLLERS_APP_DEMO_CERTIFICATES_H_

#include <set>
#include <string>
#include <vector>

#include "controllers/sinks/sink.h"
#include "core/engine/engine.h"
#include "core/pipeline/translator.h"
#include "core/resource/object_id.h"

namespace meshgate::app {

// Puts such a Secret among the translator's objects, with a pair for the hostnames of the listeners
// that refer to it, issued by nobody whom a client trusts. A real Secret takes its place.
// [engine thread]
class DemoCertificates final : public sinks::Sink {
 public:
  // Adds a stage; the translator, which has not been written to, outlives this.
  explicit DemoCertificates(pipeline::Translator& translator);

  void Start(sinks::Desk) override {}
  void Read(const provider::Batch& batch) override;
  bool AfterCommit(const std::set<resource::ObjectId>&) override;
  void Open() override {}

 private:
  using Hostnames = engine::Stage<resource::ObjectId, std::vector<std::string>>;

  // Whether it wrote.
  bool Apply(const resource::ObjectId& secret);

  pipeline::Translator& translator_;
  Hostnames& hostnames_;                   // by Secret; of the listeners that may read it
  std::set<resource::ObjectId> made_;      // by this
  std::set<resource::ObjectId> touched_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_DEMO_CERTIFICATES_H_
