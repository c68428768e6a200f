#include "core/engine/graph.h"

#include <utility>

#include "core/base/check.h"

namespace meshgate::engine {

SourceOwner::SourceOwner(Graph& graph, std::string name)
    : graph_(graph), name_(std::move(name)), id_(graph.Enlist(*this)) {}

uint32_t Graph::Enlist(SourceOwner& owner) {
  MG_CHECK(!committing_, "tables are not added during a commit");
  owners_.push_back(&owner);
  dirty_.emplace_back();
  return static_cast<uint32_t>(owners_.size() - 1);
}

void Graph::MarkDirty(Node& node) {
  if (!std::exchange(node.dirty, true)) dirty_[node.owner].push_back(&node);
}

void Graph::MarkReaders(Source& source) {
  for (const Source::Edge& edge : source.readers) MarkDirty(*edge.reader);
}

std::vector<Node*> Graph::TakeDirty(uint32_t owner) { return std::exchange(dirty_[owner], {}); }

void Graph::Subscribe(Node& node, std::span<Source* const> sources) {
  node.reads.reserve(node.reads.size() + sources.size());
  for (Source* source : sources) {
    node.reads.push_back({source, static_cast<uint32_t>(source->readers.size())});
    source->readers.push_back({&node, static_cast<uint32_t>(node.reads.size() - 1)});
  }
}

void Graph::Unsubscribe(Node& node, size_t kept) {
  while (node.reads.size() > kept) {
    const Node::Read left = node.reads.back();
    node.reads.pop_back();
    auto& readers = left.source->readers;
    // The last reader takes the freed place. It may be the edge that is leaving.
    const Source::Edge moved = readers.back();
    readers[left.edge] = moved;
    if (moved.read < moved.reader->reads.size()) moved.reader->reads[moved.read].edge = left.edge;
    readers.pop_back();
    if (readers.empty()) ListUnused(*left.source);
  }
}

void Graph::ListUnused(Source& source) {
  if (!std::exchange(source.listed_unused, true)) unused_.push_back(&source);
}

void Graph::BeginCommit() {
  MG_CHECK(!committing_, "Commit() called by a stage");
  committing_ = true;
}

void Graph::EndCommit() {
  for (SourceOwner* owner : exported_) owner->PublishChanges();
  for (Source* source : unused_) {
    source->listed_unused = false;
    if (!Has(Fault::kKeptUnused)) owners_[source->owner]->FreeIfUnused(*source);
  }
  unused_.clear();
  committing_ = false;
}

size_t Graph::source_count() const {
  size_t count = 0;
  for (const SourceOwner* owner : owners_) count += owner->source_count();
  return count;
}

}  // namespace meshgate::engine
