// Faults that a test can plant into the rules of the translator, beside those of the engine
// (core/engine/fault.h), to prove that the tests of the laws would find them. Production code only
// asks: what answers, and what plants, is a testonly library (core/pipeline/testing/
// fault_for_test.h) with which Bazel links no product.
#ifndef MESHGATE_CORE_PIPELINE_FAULT_H_
#define MESHGATE_CORE_PIPELINE_FAULT_H_

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
  kYoungestPolicy,      // of two policies with one target the younger one is in force
  kYoungestServes,      // of the routes of a listener without hostnames the youngest one serves
};

// Whom to ask; null in the product, for good: the definition of fault.cc lies in read-only memory.
// It is weak, so that the one of fault_for_test.cc takes its place in a program that plants: the
// linker prefers that in whatever order it meets the two. A program binds to its own definition, so
// that no plugin can bring another. A pointer, not a weak function: comparators ask, and a call
// there can be measured.
extern bool (*const is_planted_for_test)(Fault);

inline bool FaultIs(Fault fault) {
  return is_planted_for_test != nullptr && is_planted_for_test(fault);
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_FAULT_H_
