// Plants a fault into the rules of all translators of the process. For tests only (the target is
// testonly): only programs that link this file have a switch at all.
#ifndef MESHGATE_CORE_PIPELINE_TESTING_FAULT_FOR_TEST_H_
#define MESHGATE_CORE_PIPELINE_TESTING_FAULT_FOR_TEST_H_

#include "core/pipeline/fault.h"

namespace meshgate::pipeline {

inline constexpr Fault kAllFaults[] = {Fault::kReversedTieBreak, Fault::kGrantIgnored,
                                       Fault::kGrantNotReread,   Fault::kNamespaceNotReread,
                                       Fault::kIsolationIgnored, Fault::kRefusedIsCounted,
                                       Fault::kNoLastGood,       Fault::kYoungestServes,
                                       Fault::kYoungestPolicy};

// Plants a fault while it lives; one at a time.
class FaultForTest {
 public:
  explicit FaultForTest(Fault fault);
  ~FaultForTest();
  FaultForTest(const FaultForTest&) = delete;
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_TESTING_FAULT_FOR_TEST_H_
