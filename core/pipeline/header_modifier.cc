#include "core/pipeline/header_modifier.h"

#include <algorithm>
#include <string>
#include <vector>

namespace meshgate::pipeline {
namespace {

void Remove(const std::string& name, std::vector<ir::HeaderValue>& values) {
  std::erase_if(values, [&](const ir::HeaderValue& value) { return value.name == name; });
}

}  // namespace

// One modifier applies as remove, set, add: what `next` removes or sets must not come back from an
// earlier set or add.
void Append(const ir::HeaderModifier& next, ir::HeaderModifier& modifier) {
  for (const std::string& name : next.remove) {
    Remove(name, modifier.set);
    Remove(name, modifier.add);
    if (std::count(modifier.remove.begin(), modifier.remove.end(), name) == 0) {
      modifier.remove.push_back(name);
    }
  }
  for (const ir::HeaderValue& value : next.set) {
    Remove(value.name, modifier.set);
    Remove(value.name, modifier.add);
    modifier.set.push_back(value);
  }
  modifier.add.insert(modifier.add.end(), next.add.begin(), next.add.end());
}

}  // namespace meshgate::pipeline
