// Plants faults into engines. For tests only (the target is testonly).
#ifndef MESHGATE_CORE_ENGINE_FAULT_FOR_TEST_H_
#define MESHGATE_CORE_ENGINE_FAULT_FOR_TEST_H_

#include "core/engine/engine.h"
#include "core/engine/fault.h"

namespace meshgate::engine {

// All faults of an engine. Each keeps the engine's memory sound: a stage that treats what it does
// not find as absent gives wrong values, but does not crash.
inline constexpr Fault kAllFaults[] = {
    Fault::kUnrecordedRead,  Fault::kUnrecordedAbsence, Fault::kUnrecordedBucket,
    Fault::kStalePrefix,     Fault::kLostRead,          Fault::kMissingIndexKey,
    Fault::kIgnoredDeletion, Fault::kUnmarkedValue,     Fault::kUnmarkedGrowth,
    Fault::kUnmarkedRemoval, Fault::kKeptDeadKey,       Fault::kKeptUnused,
};

// Plants a fault into an engine while both live; one at a time. Before the first write.
class FaultForTest {
 public:
  FaultForTest(const Engine& engine, Fault fault);
  ~FaultForTest();
  FaultForTest(const FaultForTest&) = delete;
};

// The enumerator's name without the k, for messages.
const char* NameForTest(Fault fault);

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_FAULT_FOR_TEST_H_
