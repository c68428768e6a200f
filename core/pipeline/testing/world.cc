#include "core/pipeline/testing/world.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "core/pipeline/testing/route_kinds.h"

namespace meshgate::pipeline::world {
namespace {

using Writes = std::vector<std::function<void(Inputs&)>>;

Writes WritesOf(const World& world) {
  Writes writes;
  for (const auto& [id, entry] : world.objects) {
    writes.push_back([&entry = entry](Inputs& inputs) { inputs.Put(entry.object); });
  }
  for (const auto& ack : world.acks) {
    writes.push_back([&ack](Inputs& inputs) { inputs.acks.Put(ack.first, ack.second); });
  }
  for (const auto& rejection : world.rejections) {
    writes.push_back(
        [&rejection](Inputs& inputs) { inputs.rejections.Put(rejection.first, rejection.second); });
  }
  for (const auto& blame : world.blames) {
    writes.push_back([&blame](Inputs& inputs) { inputs.blames.Put(blame.first, blame.second); });
  }
  for (const auto& addresses : world.addresses) {
    writes.push_back(
        [&addresses](Inputs& inputs) { inputs.addresses.Put(addresses.first, addresses.second); });
  }
  for (const auto& problem : world.infra_problems) {
    writes.push_back(
        [&problem](Inputs& inputs) { inputs.infra_problems.Put(problem.first, problem.second); });
  }
  for (const auto& [id, pair] : world.last_good) {
    writes.push_back([&id = id, &pair = pair](Inputs& inputs) {
      inputs.last_good_certificates.Put(id, pair);
    });
  }
  return writes;
}

}  // namespace

std::unique_ptr<Translator> Start(const World& world, const Options& options) {
  auto translator = std::make_unique<Translator>(Registry(), options);
  for (const auto& write : WritesOf(world)) write(translator->inputs());
  translator->engine().Commit();
  return translator;
}

std::unique_ptr<Translator> StartShuffled(const World& world, const Options& options,
                                          std::mt19937& random) {
  auto translator = std::make_unique<Translator>(Registry(), options);
  Writes writes = WritesOf(world);
  std::shuffle(writes.begin(), writes.end(), random);
  for (const auto& write : writes) {
    if (random() % 32 == 0) translator->engine().Commit();
    write(translator->inputs());
  }
  translator->engine().Commit();
  return translator;
}

}  // namespace meshgate::pipeline::world
