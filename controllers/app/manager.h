// The heart of a running manager: one thread that owns the translator and brings what comes from
// the provider, and what the proxies answer, to the sinks.
#ifndef MESHGATE_CONTROLLERS_APP_MANAGER_H_
#define MESHGATE_CONTROLLERS_APP_MANAGER_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "controllers/app/acknowledgements.h"
#include "controllers/app/demo_services.h"
#include "controllers/app/mailbox.h"
#include "controllers/app/reporter.h"
#include "controllers/app/retry_timer.h"
#include "controllers/app/status_hold.h"
#include "controllers/infra/host/host_proxies.h"
#include "controllers/provider/batch.h"
#include "controllers/sinks/xds/endpoints.h"
#include "controllers/sinks/xds/sink.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

struct ManagerOptions {
  pipeline::Options translator;
  // Backends that are served from other addresses, whatever their EndpointSlices say.
  std::map<pipeline::BackendId, pipeline::SocketAddress> backends;
  bool demo_backends = false;  // stand in for Services without EndpointSlices
};

// What arrives during a commit is the next one. Nothing is translated, and so nothing leaves,
// before the provider's initial batch. [thread-safe]
class Manager {
 public:
  // `registry`, `proxies` and `reporter` must outlive the manager.
  Manager(const loader::Registry& registry, ManagerOptions options, infra::HostProxies& proxies,
          Reporter& reporter);
  // Translates what was posted before, then breaks the proxies' streams.
  ~Manager();
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  void Post(provider::Batch batch) { mailbox_.Post(std::move(batch)); }

 private:
  struct Acknowledged {
    resource::ObjectId gateway;
    uint64_t commit = 0;
  };
  struct Refused {
    resource::ObjectId gateway;
    xds::Refusal refusal;
  };
  using Letter = std::variant<provider::Batch, Acknowledged, Refused>;

  void Run();
  // Each returns whether it wrote an input.
  bool Take(provider::Batch& batch);
  bool Take(const Acknowledged& acknowledged);
  bool Take(const Refused& refused);
  void Commit();
  void ApplyInfrastructure();
  // Adds the Gateways whose acknowledgement a status waits for.
  void OfferStatuses(std::set<resource::ObjectId>& awaited);
  // When the thread must wake up although nothing arrives.
  std::optional<std::chrono::steady_clock::time_point> NextDeadline() const;
  void RetryRefusedListeners();
  void TellStatuses();
  // Once: when all that the start brought is served and told.
  void TellFirstRequest();

  infra::HostProxies& proxies_;
  Reporter& reporter_;
  Mailbox<Letter> mailbox_;

  // Of the engine thread.
  pipeline::Translator translator_;
  const xds::Resources resources_;
  Acknowledgements acknowledgements_;
  StatusHold hold_;
  std::set<resource::ObjectId> gateways_;  // with a proxy
  std::optional<uint64_t> first_commit_;   // the one of the initial batch
  bool listed_ = false;                    // the initial batch is here
  bool told_first_request_ = false;
  RetryTimer retry_;  // runs while a listener is refused

  xds::XdsSink sink_;
  xds::Endpoints endpoints_;          // writes to sink_
  std::optional<DemoServices> demo_;  // overrides in endpoints_
  std::thread thread_;                // the last member: starts when all others are ready
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_MANAGER_H_
