// The sink of Envoy proxies: renders what is translated, keeps the proxies of all Gateways and what
// they are served in step with it, and feeds back what they take and refuse.
#ifndef MESHGATE_CONTROLLERS_SINKS_PROXIES_PROXY_SINK_H_
#define MESHGATE_CONTROLLERS_SINKS_PROXIES_PROXY_SINK_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "controllers/infra/infrastructure.h"
#include "controllers/sinks/proxies/acknowledgements.h"
#include "controllers/sinks/proxies/blames.h"
#include "controllers/sinks/proxies/retry_timer.h"
#include "controllers/sinks/sink.h"
#include "controllers/sinks/xds/endpoints.h"
#include "controllers/sinks/xds/sink.h"
#include "core/loader/registry.h"
#include "core/pipeline/translator.h"

namespace meshgate::proxies {

struct ProxyOptions {
  bool allow_loopback = true;  // endpoints may be loopback addresses
  // Backends that are served from other addresses, whatever their EndpointSlices say.
  std::map<pipeline::BackendId, xds::EndpointAddress> backends = {};
};

// [engine thread], where nothing else is said.
class ProxySink final : public sinks::Sink {
 public:
  // Before the first write to the translator, which must outlive this, as `infrastructure` must.
  ProxySink(pipeline::Translator& translator, const loader::Registry& registry,
            infra::Infrastructure& infrastructure, const ProxyOptions& options);

  // Serves the proxies that have no socket; see XdsSink. After Start(). [thread-safe]
  absl::Status ListenWithTls(const std::string& address, const xds::AdsServer::Tls& tls) {
    return servers_.ListenWithTls(address, tls);
  }
  // See Endpoints. [thread-safe]
  void Override(const pipeline::BackendId& backend, std::optional<xds::EndpointAddress> address) {
    endpoints_.Override(backend, std::move(address));
  }

  void Start(sinks::Desk desk) override;
  bool acknowledges() const override { return true; }
  bool is_settled() const override { return settled_; }
  void Read(const provider::Batch& batch) override;
  bool AfterCommit(const std::set<resource::ObjectId>& awaited) override;
  void Open() override;
  std::optional<Time> next_deadline() const override { return retry_.deadline(); }
  void Wake(Time now) override;

 private:
  infra::Feedback FeedbackOfInfrastructure();
  // Returns whether it wrote an input.
  bool TakeProgress(const resource::ObjectId& gateway, const xds::Progress& progress);
  // Of what no condition speaks.
  void ReportRefusals(const resource::ObjectId& gateway, const xds::Refusals& refusals);
  void ReportTrouble(const resource::ObjectId& gateway, std::string message);
  void ApplyInfrastructure();
  void AnswerProxies(const resource::ObjectId& gateway, bool answer);

  pipeline::Translator& translator_;
  infra::Infrastructure& infrastructure_;
  const xds::Resources resources_;
  Acknowledgements acknowledgements_;
  Blames blames_;
  sinks::Desk desk_;
  bool settled_ = false;
  bool applied_infrastructure_ = false;
  std::set<resource::ObjectId> answered_;           // the Gateways whose proxies are
  RetryTimer retry_;                                // runs while a listener is refused
  std::map<resource::ObjectId, xds::Refusals> reported_;  // by Gateway: all, as they were last time
  xds::XdsSink servers_;
  xds::Endpoints endpoints_;  // writes to servers_
};

}  // namespace meshgate::proxies

#endif  // MESHGATE_CONTROLLERS_SINKS_PROXIES_PROXY_SINK_H_
