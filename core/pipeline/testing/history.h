// Random histories: edits, deletions and re-creations of objects, acknowledgements and refusals of
// proxies, with commits at random points; whatever happened, the tables must be those of a fresh
// start with the final inputs. [engine thread]
#ifndef MESHGATE_CORE_PIPELINE_TESTING_HISTORY_H_
#define MESHGATE_CORE_PIPELINE_TESTING_HISTORY_H_

#include <map>
#include <memory>
#include <string>

#include "core/engine/fault_for_test.h"
#include "core/pipeline/testing/random_edits.h"
#include "core/pipeline/testing/world.h"

namespace meshgate::pipeline::world {

class History {
 public:
  // Every second seed shares the addresses of one machine among the Gateways, every fourth has
  // their addresses assigned. `fault` is planted
  // into the engine of the history, not into those of the fresh starts.
  explicit History(unsigned seed, engine::Fault fault = engine::Fault::kNone);

  // Makes `steps` edits. Each of these returns what was wrong first, or "".
  std::string Walk(int steps);
  // Deletes every input.
  std::string DeleteAll();

  const World& world() const { return world_; }
  const Options& options() const { return options_; }
  Translator& translator() { return *translator_; }

 private:
  // The exported tables, as a sink knows them: by changes only.
  struct Seen {
    std::map<EntryId, Entry> entries;
    std::map<HostId, Host> hosts;
    std::map<HostId, L4Service> l4;
    std::map<ClusterId, Cluster> clusters;
    std::map<PortId, PortListener> listeners;
    std::map<FrontendId, base::Hash128> listener_hashes;
    std::map<ObjectId, Infrastructure> infra;
    std::map<ObjectId, status::Document> statuses;
    std::map<ObjectId, IsWanted> wanted;
    std::map<ObjectId, Certificate> certificates;
  };

  void Edit();
  void EditFeedback();
  void Commit();
  std::string Compare();
  template <typename F>
  void ForEachExport(F f);

  const Options options_;
  RandomEdits edits_;
  World world_;
  std::unique_ptr<Translator> translator_;
  const engine::FaultForTest planted_;
  Seen seen_;
};

// The normal budget of the law and of the planted faults: 100 histories of 220 edits.
inline constexpr unsigned kHistories = 100;
inline constexpr int kSteps = 220;

// A whole history with its end; what was wrong first, or "".
std::string RunHistory(unsigned seed, engine::Fault fault = engine::Fault::kNone);

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_HISTORY_H_
