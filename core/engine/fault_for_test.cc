#include "core/engine/fault_for_test.h"

namespace meshgate::engine {

void PlantFaultForTest(Engine& engine, Fault fault) { engine.graph_.Plant(fault); }

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
