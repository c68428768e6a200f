// Faults that a test can plant into an engine, to prove that its checks would find a real one.
// Production code only asks whether a fault is planted; planting is declared in
// core/engine/fault_for_test.h.
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

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_FAULT_H_
