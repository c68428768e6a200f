#include "core/pipeline/testing/history.h"

#include <iterator>
#include <vector>

#include "core/engine/fault_for_test.h"
#include "core/pipeline/testing/dump.h"
#include "core/pipeline/testing/oracle.h"
#include "core/pipeline/testing/route_kinds.h"

namespace meshgate::pipeline::world {
namespace {

Options OptionsOf(unsigned seed) {
  Options options;
  if (seed % 2 == 1) options.host_network.emplace();
  return options;
}

// Key of one of the entries, or of none.
template <typename Map>
const typename Map::key_type* PickKey(const Map& map, RandomEdits& edits) {
  if (map.empty()) return nullptr;
  return &std::next(map.begin(), edits.Pick(map.size()))->first;
}

template <typename Table, typename Map>
void ApplyChanges(const Table& table, Map& seen) {
  table.ForEachChange([&](const auto& key, const auto* value) {
    if (value == nullptr) {
      seen.erase(key);
    } else {
      seen.insert_or_assign(key, *value);
    }
  });
}

template <typename Table, typename Map>
bool Equals(const Table& table, const Map& seen) {
  Map actual;
  table.ForEach([&](const auto& key, const auto& value) { actual.emplace(key, value); });
  return actual == seen;
}

}  // namespace

template <typename F>
void History::ForEachExport(F f) {
  Tables& tables = translator_->tables();
  f(tables.hosts, seen_.hosts);
  f(tables.l4, seen_.l4);
  f(tables.clusters, seen_.clusters);
  f(tables.listeners, seen_.listeners);
  f(tables.listener_hashes, seen_.listener_hashes);
  f(tables.infra, seen_.infra);
  f(tables.statuses, seen_.statuses);
}

History::History(unsigned seed, engine::Fault fault)
    : options_(OptionsOf(seed)),
      edits_(seed),
      translator_(std::make_unique<Translator>(Registry(), options_)) {
  engine::PlantFaultForTest(translator_->engine(), fault);
  ForEachExport([](auto& table, auto&) { table.Export(); });
}

std::string History::Walk(int steps) {
  for (int step = 1; step <= steps; ++step) {
    Edit();
    if (edits_.OneIn(3)) Commit();
    if (step % 10 != 0) continue;
    Commit();
    if (const std::string wrong = Compare(); !wrong.empty()) {
      return "step " + std::to_string(step) + ": " + wrong;
    }
  }
  return "";
}

void History::Edit() {
  if (edits_.OneIn(6)) return EditFeedback();
  const Spec spec = edits_.NewObject();
  const ObjectId id = IdOf(spec);
  if (edits_.OneIn(6)) {
    world_.objects.erase(id);
    translator_->inputs().Erase(id);
  } else {
    world_.Put(spec);
    translator_->inputs().Put(world_.objects.at(id).object);
  }
}

void History::EditFeedback() {
  Inputs& inputs = translator_->inputs();
  if (const FrontendId* const id = PickKey(seen_.listener_hashes, edits_)) {
    base::Hash128 hash = seen_.listener_hashes.at(*id);
    if (edits_.OneIn(4)) hash.low ^= 1;
    world_.acks.insert_or_assign(*id, hash);
    inputs.acks.Put(*id, hash);
  }
  if (const PortId* const id = PickKey(seen_.listeners, edits_)) {
    if (edits_.OneIn(3)) {
      world_.rejections.insert_or_assign(*id, "address in use");
      inputs.rejections.Put(*id, "address in use");
    } else {
      world_.rejections.erase(*id);
      inputs.rejections.Erase(*id);
    }
  }
}

void History::Commit() {
  translator_->engine().Commit();
  ForEachExport([](const auto& table, auto& seen) { ApplyChanges(table, seen); });
}

std::string History::Compare() {
  const auto fresh = StartShuffled(world_, options_, edits_.random());
  std::string wrong = FirstDifference(Dump(translator_->tables()), Dump(fresh->tables()));
  if (!wrong.empty()) return "differs from a fresh start: " + wrong;
  ForEachExport([&](const auto& table, const auto& seen) {
    if (!Equals(table, seen)) wrong = "changes of " + table.name() + " are not shown";
  });
  return wrong.empty() ? FindWrong(world_, options_, translator_->tables()) : wrong;
}

std::string History::DeleteAll() {
  Inputs& inputs = translator_->inputs();
  for (const auto& [id, entry] : world_.objects) inputs.Erase(id);
  for (const auto& [id, hash] : world_.acks) inputs.acks.Erase(id);
  for (const auto& [id, text] : world_.rejections) inputs.rejections.Erase(id);
  Commit();
  if (const Lines left = Dump(translator_->tables()); !left.empty()) return "left: " + left.front();
  Commit();
  const size_t cells = translator_->engine().source_count();
  return cells == 0 ? "" : std::to_string(cells) + " cells or buckets left without inputs";
}

std::string RunHistory(unsigned seed, engine::Fault fault) {
  History history(seed, fault);
  const std::string wrong = history.Walk(kSteps);
  return wrong.empty() ? history.DeleteAll() : wrong;
}

}  // namespace meshgate::pipeline::world
