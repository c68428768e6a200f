// The bookkeeping below tables and stages: who reads what, what must be computed again, what can
// be freed. Internal to core/engine; others use core/engine/engine.h. [engine thread]
#ifndef MESHGATE_CORE_ENGINE_GRAPH_H_
#define MESHGATE_CORE_ENGINE_GRAPH_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "core/engine/fault.h"

namespace meshgate::engine {

struct Node;

// Something that can be read: a cell or a bucket. An edge to a reader knows its place in the
// reader's reads and the reverse, so that a source with 100,000 readers is left in constant time.
struct Source {
  struct Edge {
    Node* reader;
    uint32_t read;  // position in reader->reads
  };
  explicit Source(uint32_t owner_id) : owner(owner_id) {}
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  absl::InlinedVector<Edge, 1> readers;
  const uint32_t owner;  // SourceOwner::id()
  bool listed_unused = false;
};

// A source that is computed: what it read the last time, in order, and whether to compute it
// again. (Cells of inputs are never computed and carry these 32 bytes for simplicity.)
struct Node : Source {
  struct Read {
    Source* source;
    uint32_t edge;  // position in source->readers
  };
  using Source::Source;

  absl::InlinedVector<Read, 1> reads;
  uint32_t drivers = 0;  // how many drivers hold the key
  bool dirty = false;
};

class Graph;

// A table or an index: owns sources of one kind. Ids grow in the order of creation.
class SourceOwner {
 public:
  SourceOwner(Graph& graph, std::string name);
  virtual ~SourceOwner() = default;
  SourceOwner(const SourceOwner&) = delete;
  SourceOwner& operator=(const SourceOwner&) = delete;

  const std::string& name() const { return name_; }

  // Frees one of its sources, unless it has content, readers or a driver.
  virtual void FreeIfUnused(Source& source) = 0;
  // How many sources it holds, those without content included.
  virtual size_t source_count() const = 0;
  // Makes the changes of the commit that ends now the ones that are shown.
  virtual void PublishChanges() {}

 protected:
  uint32_t id() const { return id_; }
  Graph& graph() const { return graph_; }

 private:
  friend class Reader;
  Graph& graph_;
  const std::string name_;
  const uint32_t id_;
};

class Graph {
 public:
  // Registers an owner; returns its id.
  uint32_t Enlist(SourceOwner& owner);
  // Calls owner.PublishChanges() at the end of each commit.
  void PublishChangesOf(SourceOwner& owner) { exported_.push_back(&owner); }

  void MarkDirty(Node& node);
  void MarkReaders(Source& source);
  // The dirty nodes of one owner, which the caller computes now; clears the list.
  std::vector<Node*> TakeDirty(uint32_t owner);

  // Appends reads to what `node` has read.
  void Subscribe(Node& node, std::span<Source* const> sources);
  // Forgets what `node` has read, except the first `kept` reads.
  void Unsubscribe(Node& node, size_t kept);

  // Says that a source may have become unused; looked at when the commit ends.
  void ListUnused(Source& source);

  void BeginCommit();
  void EndCommit();
  bool committing() const { return committing_; }

  size_t source_count() const;

  bool Has(Fault fault) const {
    return is_planted_for_test != nullptr && is_planted_for_test(*this, fault);
  }

  // Space for the reads of the computation that runs now.
  std::vector<Source*>& scratch() { return scratch_; }

 private:
  std::vector<SourceOwner*> owners_;       // by id
  std::vector<std::vector<Node*>> dirty_;  // by id of the owner
  std::vector<SourceOwner*> exported_;
  std::vector<Source*> unused_;
  std::vector<Source*> scratch_;
  bool committing_ = false;
};

}  // namespace meshgate::engine

#endif  // MESHGATE_CORE_ENGINE_GRAPH_H_
