// Faults that a test can plant into an engine, to prove that its checks would find a real one.
// Production code only asks: what answers, and what plants, is a testonly library
// (core/engine/fault_for_test.h) with which Bazel links no product.
#ifndef MESHGATE_CORE_ENGINE_FAULT_H_
#define MESHGATE_CORE_ENGINE_FAULT_H_

namespace meshgate::engine {

enum class Fault {
  kNone,
  kUnrecordedRead,     // Find() does not record what it read
  kUnrecordedAbsence,  // Find() does not record that it found nothing
  kUnrecordedBucket,   // List() and Count() do not record the bucket
  kStalePrefix,        // a read that differs from the last one is taken for the same
  kLostRead,           // the last new read of a computation is forgotten
  kMissingIndexKey,    // an index leaves out the first key of each value
  kIgnoredDeletion,    // Input::Erase() does nothing
  kUnmarkedValue,      // a changed value does not reach its readers, only presence does
  kUnmarkedGrowth,     // a bucket that grows does not reach its readers, only a new one does
  kUnmarkedRemoval,    // a bucket that shrinks does not reach its readers
  kKeptDeadKey,        // a key that lost its last driver keeps its value
  kKeptUnused,         // cells and buckets that nobody uses are not freed
};

class Graph;

// Whom to ask; null in the product, for good: the definition of fault.cc lies in read-only memory.
// It is weak, so that the one of fault_for_test.cc takes its place in a program that plants: the
// linker prefers that in whatever order it meets the two. A program binds to its own definition, so
// that no plugin can bring another.
extern bool (*const is_planted_for_test)(const Graph&, Fault);

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_FAULT_H_
