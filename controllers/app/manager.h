// The heart of a running manager: one thread that owns the translator and brings what comes from
// the providers to the sinks, and what the sinks feed back to the translator.
#ifndef MESHGATE_CONTROLLERS_APP_MANAGER_H_
#define MESHGATE_CONTROLLERS_APP_MANAGER_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "controllers/app/reporter.h"
#include "controllers/provider/provider.h"
#include "controllers/provider/sources.h"
#include "controllers/sinks/sink.h"
#include "controllers/sinks/status/status_hold.h"
#include "controllers/sinks/status/status_sink.h"
#include "core/base/mailbox.h"
#include "core/loader/registry.h"
#include "core/pipeline/translator.h"

namespace meshgate::app {

// All of them must outlive the manager.
struct ManagerOptions {
  std::vector<provider::Provider*> providers;
  std::vector<sinks::Sink*> sinks;
  // Where statuses are written besides being told.
  std::vector<status_sink::StatusSink*> statuses = {};
  // For how long a status of the start waits for the proxies of its Gateways: they may have to come
  // back from afar.
  std::chrono::seconds longest_hold_at_start = status_sink::StatusHold::kLongestHold;
  // Whether routes that name nothing which is served here are told of; they can also be another
  // controller's.
  bool tells_unattached = true;
};

// What arrives during a commit is the next one. Nothing is translated before all providers have
// listed what there is, and nothing leaves before what that wants by name is known as well.
// [thread-safe]
class Manager {
 public:
  // Starts everything. `translator`, of which this makes the first use, `registry` and `reporter`
  // must outlive the manager.
  Manager(pipeline::Translator& translator, const loader::Registry& registry,
          ManagerOptions options, Reporter& reporter);
  // Translates what came before.
  ~Manager();
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  // The first translation is complete, and the sinks are open.
  bool ready() const { return ready_; }

 private:
  using Clock = std::chrono::steady_clock;
  using Tasks = base::Mailbox<sinks::Desk::Task>;

  sinks::Desk DeskOfSinks();
  void Run();
  // Returns whether it wrote an input.
  bool Take(size_t source, provider::Batch batch);
  void Commit();
  void AskForWanted();
  void NoteGateways();
  // Once, when all that was listed and wanted is translated: the sinks open, statuses are told.
  void OpenIfComplete();
  void WakeSinks();
  bool AreSinksSettled() const;
  // Adds the Gateways whose acknowledgement a status waits for.
  void OfferStatuses(std::set<resource::ObjectId>& awaited);
  // When the thread must wake up although nothing arrives.
  std::optional<Clock::time_point> NextDeadline() const;
  // Of routes that were written and name nothing that is served here.
  void TellUnattached();
  void TellStatuses();
  // Once: when all that the start brought is served and told.
  void TellFirstRequest();

  const ManagerOptions options_;
  std::vector<status_sink::StatusSink*> statuses_;  // with the reporter
  Reporter& reporter_;
  const std::set<resource::Kind> kinds_with_status_;  // those that we write
  const bool sinks_acknowledge_;
  std::atomic<bool> ready_ = false;
  // Whoever posts may outlive the manager.
  const std::shared_ptr<Tasks> tasks_ = std::make_shared<Tasks>();

  // Of the engine thread.
  pipeline::Translator& translator_;
  provider::Sources sources_;
  status_sink::StatusHold hold_;
  std::set<resource::ObjectId> gateways_;  // that serve something
  std::optional<uint64_t> first_commit_;   // the one of everything that the start brought
  std::set<resource::ObjectId> wanted_;    // objects that are read by name
  bool all_said_ = false;                  // of the start
  bool told_first_request_ = false;
  std::thread thread_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_MANAGER_H_
