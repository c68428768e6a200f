#include "core/pipeline/testing/history.h"

#include <iterator>
#include <utility>
#include <vector>

#include "core/pipeline/last_good.h"
#include "core/pipeline/testing/dump.h"
#include "core/pipeline/testing/oracle.h"
#include "core/pipeline/testing/route_kinds.h"

namespace meshgate::pipeline::world {
namespace {

Options OptionsOf(unsigned seed) {
  Options options;
  if (seed % 2 == 1) options.host_network.emplace();
  options.assigned_addresses = seed % 4 == 2;
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
  f(tables.entries, seen_.entries);
  f(tables.hosts, seen_.hosts);
  f(tables.l4, seen_.l4);
  f(tables.clusters, seen_.clusters);
  f(tables.listeners, seen_.listeners);
  f(tables.listener_hashes, seen_.listener_hashes);
  f(tables.infra, seen_.infra);
  f(tables.wanted, seen_.wanted);
  f(tables.certificates, seen_.certificates);
  f(tables.statuses, seen_.statuses);
}

History::History(unsigned seed, engine::Fault fault)
    : options_(OptionsOf(seed)),
      edits_(seed),
      translator_(std::make_unique<Translator>(Registry(), options_)),
      planted_(translator_->engine(), fault) {
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
  const ObjectId* const route = PickKey(seen_.statuses, edits_);
  const ObjectId* const gateway = PickKey(seen_.infra, edits_);
  if (route != nullptr && gateway != nullptr) {
    if (edits_.OneIn(3)) {
      world_.blames[*route][*gateway] = "no such matcher";
      inputs.blames.Put(*route, world_.blames.at(*route));
    } else {
      world_.blames.erase(*route);
      inputs.blames.Erase(*route);
    }
  }
  if (const ObjectId* const id = PickKey(seen_.infra, edits_)) {
    if (edits_.OneIn(3)) {
      world_.addresses.erase(*id);
      inputs.addresses.Erase(*id);
    } else {
      std::vector<status::Address> addresses;
      if (!edits_.OneIn(4)) addresses.push_back({"IPAddress", "127.0.0.2"});
      world_.addresses.insert_or_assign(*id, addresses);
      inputs.addresses.Put(*id, addresses);
    }
    if (edits_.OneIn(4)) {
      world_.infra_problems.insert_or_assign(*id, "Service has another owner");
      inputs.infra_problems.Put(*id, "Service has another owner");
    } else {
      world_.infra_problems.erase(*id);
      inputs.infra_problems.Erase(*id);
    }
  }
}

void History::Commit() {
  translator_->engine().Commit();
  ForEachExport([](const auto& table, auto& seen) { ApplyChanges(table, seen); });
  NoteLastGood(translator_->tables().certificates, translator_->inputs());
  world_.last_good.clear();
  translator_->inputs().last_good_certificates.ForEach(
      [this](const ObjectId& id, const certificate::KeyPair& pair) {
        world_.last_good.emplace(id, pair);
      });
  std::map<ObjectId, int> last_pairs;
  translator_->tables().wanted.ForEach([&](const ObjectId& id, const IsWanted&) {
    const auto* const secret = world_.Find<SecretSpec>(id);
    if (secret == nullptr) return;
    if (IsGood(*secret)) {
      last_pairs[id] = secret->pair;
    } else if (world_.last_pairs.count(id) > 0) {
      last_pairs[id] = world_.last_pairs.at(id);
    }
  });
  world_.last_pairs = std::move(last_pairs);
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
  for (const auto& [id, of_gateways] : world_.blames) inputs.blames.Erase(id);
  for (const auto& [id, list] : world_.addresses) inputs.addresses.Erase(id);
  for (const auto& [id, text] : world_.infra_problems) inputs.infra_problems.Erase(id);
  Commit();
  for (const auto& [id, pair] : world_.last_good) inputs.last_good_certificates.Erase(id);
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
