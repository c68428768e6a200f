#include "core/engine/reader.h"

#include "core/base/check.h"

namespace meshgate::engine {

Reader::~Reader() {
  if (graph_.Has(Fault::kLostRead) && !fresh_.empty()) fresh_.pop_back();
  graph_.Unsubscribe(node_, kept_);
  graph_.Subscribe(node_, fresh_);
  fresh_.clear();
}

void Reader::CheckIsEarlier(const SourceOwner& owner, uint32_t rank) const {
  MG_CHECK(&owner.graph() == &graph_,
           stage_.name() + " reads " + owner.name() + " of another engine");
  MG_CHECK(rank < stage_.id(),
           stage_.name() + " reads " + owner.name() + ", which is not an earlier table");
}

void Reader::RecordCell(Source& cell, bool present) {
  if (graph_.Has(Fault::kUnrecordedRead)) return;
  if (graph_.Has(Fault::kUnrecordedAbsence) && !present) return;
  Record(cell);
}

void Reader::RecordBucket(Source& bucket) {
  if (graph_.Has(Fault::kUnrecordedBucket)) return;
  Record(bucket);
}

void Reader::Record(Source& source) {
  if (fresh_.empty() && kept_ < node_.reads.size() &&
      (node_.reads[kept_].source == &source || graph_.Has(Fault::kStalePrefix))) {
    ++kept_;
  } else {
    fresh_.push_back(&source);
  }
}

}  // namespace meshgate::engine
