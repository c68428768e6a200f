// Faults that a test can plant into the rules of the translator, beside those of the engine
// (core/engine/fault.h), to prove that the tests of the laws would find them. Production code only
// asks; FaultForTest is for tests alone.
#ifndef MESHGATE_CORE_PIPELINE_FAULT_H_
#define MESHGATE_CORE_PIPELINE_FAULT_H_

#include <atomic>

namespace meshgate::pipeline {

enum class Fault {
  kNone,
  kReversedTieBreak,    // the younger of two equal rules goes first
  kGrantIgnored,        // references into other namespaces need no ReferenceGrant
  kGrantNotReread,      // a reference does not follow changes of the grant that it found
  kNamespaceNotReread,  // a selector does not follow changes of the Namespace's labels
  kIsolationIgnored,    // a listener serves hostnames that a narrower one has
  kRefusedIsCounted,    // a route that is refused counts as attached
  kNoLastGood,          // a Secret that holds no certificate takes the last good one along
  kYoungestServes,      // of the routes of a listener without hostnames the youngest one serves
};

inline constexpr Fault kAllFaults[] = {Fault::kReversedTieBreak, Fault::kGrantIgnored,
                                       Fault::kGrantNotReread,   Fault::kNamespaceNotReread,
                                       Fault::kIsolationIgnored, Fault::kRefusedIsCounted,
                                       Fault::kNoLastGood,       Fault::kYoungestServes};

inline std::atomic<Fault> planted_fault = Fault::kNone;

inline bool FaultIs(Fault fault) { return planted_fault.load(std::memory_order_relaxed) == fault; }

// Plants a fault while it lives.
class FaultForTest {
 public:
  explicit FaultForTest(Fault fault) { planted_fault = fault; }
  ~FaultForTest() { planted_fault = Fault::kNone; }
  FaultForTest(const FaultForTest&) = delete;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_FAULT_H_
