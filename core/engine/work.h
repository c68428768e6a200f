// What the engine did, counted exactly. Tests assert these numbers instead of times. [pure]
#ifndef MESHGATE_CORE_ENGINE_WORK_H_
#define MESHGATE_CORE_ENGINE_WORK_H_

#include <cstdint>
#include <ostream>
#include <string>

namespace meshgate::engine {

// All counts grow; the work of one commit is the difference of two of these.
struct Work {
  uint64_t recomputed = 0;       // calls of Compute
  uint64_t cut_off = 0;          // of these: how many gave an equal value, and stopped there
  uint64_t cells_read = 0;       // calls of Find
  uint64_t buckets_read = 0;     // calls of List and Count
  uint64_t entries_visited = 0;  // keys that were taken out of lists

  friend bool operator==(const Work&, const Work&) = default;
  Work& operator+=(const Work& other) {
    recomputed += other.recomputed;
    cut_off += other.cut_off;
    cells_read += other.cells_read;
    buckets_read += other.buckets_read;
    entries_visited += other.entries_visited;
    return *this;
  }
  friend Work operator-(const Work& after, const Work& before) {
    return {.recomputed = after.recomputed - before.recomputed,
            .cut_off = after.cut_off - before.cut_off,
            .cells_read = after.cells_read - before.cells_read,
            .buckets_read = after.buckets_read - before.buckets_read,
            .entries_visited = after.entries_visited - before.entries_visited};
  }
  friend std::ostream& operator<<(std::ostream& out, const Work& work) {
    return out << "{recomputed " << work.recomputed << ", cut off " << work.cut_off << ", cells "
               << work.cells_read << ", buckets " << work.buckets_read << ", entries "
               << work.entries_visited << "}";
  }
};

struct StageWork {
  std::string stage;
  Work work;

  friend bool operator==(const StageWork&, const StageWork&) = default;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_WORK_H_
