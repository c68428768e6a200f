// All inputs of a translator, kept apart from it: what a fresh start is given. [pure]
#ifndef MESHGATE_CORE_PIPELINE_TESTING_WORLD_H_
#define MESHGATE_CORE_PIPELINE_TESTING_WORLD_H_

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/base/hash.h"
#include "core/pipeline/testing/objects.h"
#include "core/pipeline/translator.h"

namespace meshgate::pipeline::world {

struct World {
  struct Entry {
    Spec spec;
    resource::ObjectPtr object;
  };
  std::map<ObjectId, Entry> objects;
  std::map<FrontendId, base::Hash128> acks;
  std::map<PortId, std::string> rejections;
  std::map<ObjectId, std::map<ObjectId, std::string>> blames;
  std::map<ObjectId, std::vector<status::Address>> addresses;
  std::map<ObjectId, std::string> infra_problems;
  std::map<ObjectId, certificate::KeyPair> last_good;
  // What the oracle thinks of the same: which pair of the process it is.
  std::map<ObjectId, int> last_pairs;

  void Put(const Spec& spec) { objects.insert_or_assign(IdOf(spec), Entry{spec, Make(spec)}); }

  // Null when absent or of another kind.
  template <typename T>
  const T* Find(const ObjectId& id) const {
    const auto it = objects.find(id);
    return it == objects.end() ? nullptr : std::get_if<T>(&it->second.spec);
  }
  // Calls f(const T&) for each object of this kind.
  template <typename T, typename F>
  void ForEach(F f) const {
    for (const auto& [id, entry] : objects) {
      if (const T* const spec = std::get_if<T>(&entry.spec)) f(*spec);
    }
  }
};

// A new translator over the test's route kinds with all of the world, committed.
std::unique_ptr<Translator> Start(const World& world, const Options& options = {});

// The same, written in random order with commits in between.
std::unique_ptr<Translator> StartShuffled(const World& world, const Options& options,
                                          std::mt19937& random);

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_WORLD_H_
