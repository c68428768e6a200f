// Random worlds, one edit at a time: few names, so that edits meet, and every feature that the
// translator reads. Equal seeds give equal edits on every machine.
#ifndef MESHGATE_CORE_PIPELINE_TESTING_RANDOM_EDITS_H_
#define MESHGATE_CORE_PIPELINE_TESTING_RANDOM_EDITS_H_

#include <cstddef>
#include <random>
#include <string>

#include "core/pipeline/testing/objects.h"

namespace meshgate::pipeline::world {

class RandomEdits {
 public:
  explicit RandomEdits(unsigned seed) : random_(seed) {}

  // An object of a random kind under one of the names of that kind.
  Spec NewObject();
  // From 0 to count - 1.
  int Pick(size_t count) { return static_cast<int>(random_() % count); }
  bool OneIn(int count) { return Pick(static_cast<size_t>(count)) == 0; }
  std::mt19937& random() { return random_; }

 private:
  template <typename T, size_t N>
  const T& PickOf(const T (&choices)[N]) {
    return choices[Pick(N)];
  }
  std::string Name(char letter, size_t count) {
    return std::string(1, letter) + std::to_string(Pick(count));
  }
  std::string NamespaceName() { return Name('n', 3); }
  std::string GatewayName();
  std::string Mesh();

  ClassSpec NewClass();
  GatewaySpec NewGateway();
  ListenerSpec NewListener(int index);
  RouteSpec NewRoute();
  BackendSpec NewBackend(const std::string& ns);
  RuleSpec NewRule(const std::string& ns);
  GrantSpec NewGrant();
  ServiceSpec NewService();
  NamespaceSpec NewNamespace();
  FilterSpec NewFilter();
  ParametersSpec NewParameters();
  SecretSpec NewSecret();
  ValueSpec NewValue();
  PolicySpec NewPolicy();

  std::mt19937 random_;
};

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_RANDOM_EDITS_H_
