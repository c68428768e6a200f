// The heart of a running manager: one thread that owns the translator and brings what comes from
// the provider, and what the proxies answer, to the sinks.
#ifndef MESHGATE_CONTROLLERS_APP_MANAGER_H_
#define MESHGATE_CONTROLLERS_APP_MANAGER_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "controllers/app/acknowledgements.h"
#include "controllers/app/blames.h"
#include "controllers/app/demo_services.h"
#include "controllers/app/fleet.h"
#include "controllers/app/reporter.h"
#include "controllers/app/retry_timer.h"
#include "controllers/app/status_hold.h"
#include "controllers/provider/batch.h"
#include "controllers/sinks/status/writer.h"
#include "controllers/sinks/xds/endpoints.h"
#include "controllers/sinks/xds/sink.h"
#include "core/base/mailbox.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

struct ManagerOptions {
  pipeline::Options translator;
  // Backends that are served from other addresses, whatever their EndpointSlices say.
  std::map<pipeline::BackendId, pipeline::SocketAddress> backends;
  bool demo_backends = false;   // stand in for Services without EndpointSlices
  bool allow_loopback = true;   // endpoints may be loopback addresses
  // Asks for the objects that are to be read by name, from now on these and no others; returns the
  // number that Batch::wants_answered tells later. Empty where the provider reads everything.
  std::function<uint64_t(std::set<resource::ObjectId>)> want;
  // Where statuses are written besides being told; may be null. Must outlive the manager.
  status_sink::StatusWriter* statuses = nullptr;
};

// Where xDS is served over the network, for the proxies that have no socket.
struct NetworkXds {
  std::string address;
  xds::AdsServer::Tls tls;
};

// What arrives during a commit is the next one. Nothing is translated, and so nothing leaves,
// before the provider's initial batch. [thread-safe]
class Manager {
 public:
  // `registry`, `fleet` and `reporter` must outlive the manager.
  Manager(const loader::Registry& registry, ManagerOptions options, Fleet& fleet,
          Reporter& reporter);
  // Translates what was posted before, then breaks the proxies' streams.
  ~Manager();
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  // Before anything is posted.
  absl::Status Listen(const NetworkXds& network) {
    return sink_.ListenWithTls(network.address, network.tls);
  }

  void Post(provider::Batch batch) { mailbox_.Post(std::move(batch)); }
  void Post(FleetAddresses addresses) { mailbox_.Post(std::move(addresses)); }
  void Post(FleetProblem problem) { mailbox_.Post(std::move(problem)); }
  void Post(FleetSettled settled) { mailbox_.Post(settled); }

  // The first translation is complete, and proxies are answered.
  bool ready() const { return ready_; }

 private:
  struct ProxyProgress {
    resource::ObjectId gateway;
    xds::Progress progress;
  };
  using Letter = std::variant<provider::Batch, ProxyProgress, FleetAddresses, FleetProblem,
                              FleetSettled>;

  void Run();
  // Each returns whether it wrote an input.
  bool Take(provider::Batch& batch);
  bool Take(ProxyProgress& letter);
  bool Take(FleetAddresses& addresses);
  bool Take(FleetProblem& problem);
  bool Take(const FleetSettled& settled);
  void Commit();
  void AskForWanted();
  // Once, when all that was listed and wanted is translated: proxies are answered, statuses told.
  void OpenIfComplete();
  void ApplyInfrastructure();
  void AnswerProxies(const resource::ObjectId& gateway, bool answer);
  // Adds the Gateways whose acknowledgement a status waits for.
  void OfferStatuses(std::set<resource::ObjectId>& awaited);
  // When the thread must wake up although nothing arrives.
  std::optional<std::chrono::steady_clock::time_point> NextDeadline() const;
  void RetryRefusedListeners();
  // Of what no condition speaks.
  void TellRefusals(ProxyProgress& letter);
  // Of routes that were written and name nothing that is served here.
  void TellUnattached();
  void TellStatuses();
  // Once: when all that the start brought is served and told.
  void TellFirstRequest();

  Fleet& fleet_;
  Reporter& reporter_;
  status_sink::StatusWriter* const statuses_;
  const std::set<resource::Kind> kinds_with_status_;  // those that we write
  const std::function<uint64_t(std::set<resource::ObjectId>)> want_;
  std::atomic<bool> ready_ = false;
  base::Mailbox<Letter> mailbox_;

  // Of the engine thread.
  pipeline::Translator translator_;
  const xds::Resources resources_;
  Acknowledgements acknowledgements_;
  Blames blames_;
  StatusHold hold_;
  std::set<resource::ObjectId> gateways_;  // that serve something
  std::set<resource::ObjectId> answered_;  // whose proxies the sink answers
  std::optional<uint64_t> first_commit_;   // the one of the initial batch
  bool listed_ = false;                    // the initial batch is here
  std::set<resource::ObjectId> wanted_;    // objects that are read by name
  uint64_t last_want_ = 0;
  uint64_t wants_answered_ = 0;
  bool fleet_settled_ = false;  // before, statuses would lack what the fleet has
  bool all_said_ = false;       // of the start
  bool told_first_request_ = false;
  RetryTimer retry_;  // runs while a listener is refused
  std::map<resource::ObjectId, xds::Refusals> refusals_;  // as last told by the sink

  xds::XdsSink sink_;
  xds::Endpoints endpoints_;          // writes to sink_
  std::optional<DemoServices> demo_;  // overrides in endpoints_
  std::thread thread_;                // the last member: starts when all others are ready
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_MANAGER_H_
