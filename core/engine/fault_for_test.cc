#include "core/engine/fault_for_test.h"

namespace meshgate::engine {

namespace {

struct {
  const Graph* graph = nullptr;
  Fault fault = Fault::kNone;
} planted;

bool IsPlanted(const Graph& graph, Fault fault) {
  return planted.graph == &graph && planted.fault == fault;
}

}  // namespace

// In one object file with what plants: the linker cannot take that and leave this out.
bool (*const is_planted_for_test)(const Graph&, Fault) = &IsPlanted;

FaultForTest::FaultForTest(const Engine& engine, Fault fault) {
  planted = {&engine.graph_, fault};
}

FaultForTest::~FaultForTest() { planted = {}; }

const char* NameForTest(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "None";
    case Fault::kUnrecordedRead:
      return "UnrecordedRead";
    case Fault::kUnrecordedAbsence:
      return "UnrecordedAbsence";
    case Fault::kUnrecordedBucket:
      return "UnrecordedBucket";
    case Fault::kStalePrefix:
      return "StalePrefix";
    case Fault::kLostRead:
      return "LostRead";
    case Fault::kMissingIndexKey:
      return "MissingIndexKey";
    case Fault::kIgnoredDeletion:
      return "IgnoredDeletion";
    case Fault::kUnmarkedValue:
      return "UnmarkedValue";
    case Fault::kUnmarkedGrowth:
      return "UnmarkedGrowth";
    case Fault::kUnmarkedRemoval:
      return "UnmarkedRemoval";
    case Fault::kKeptDeadKey:
      return "KeptDeadKey";
    case Fault::kKeptUnused:
      return "KeptUnused";
  }
  return "Unknown";
}

}  // namespace meshgate::engine
