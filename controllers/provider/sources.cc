#include "controllers/provider/sources.h"

#include <algorithm>
#include <utility>

namespace meshgate::provider {

using resource::ObjectId;
using resource::ObjectPtr;

Sources::Sources(std::vector<Provider*> providers) {
  for (Provider* const provider : providers) {
    sources_.push_back({provider});
    if (provider->reads_by_name()) ++readers_by_name_;
  }
}

void Sources::Start(const Handler& handler) {
  for (size_t i = 0; i < sources_.size(); ++i) {
    sources_[i].provider->Start([handler, i](Batch batch) { handler(i, std::move(batch)); });
  }
}

Batch Sources::Take(size_t source, Batch batch) {
  Source& from = sources_[source];
  from.listed |= batch.initial;
  from.wants_answered = std::max(from.wants_answered, batch.wants_answered);
  if (sources_.size() == 1) return batch;

  Batch changes;
  changes.findings = std::move(batch.findings);
  for (const ObjectId& id : batch.erased) Erase(source, id, changes);
  for (ObjectPtr& object : batch.put) Put(source, std::move(object), changes);
  for (const ObjectId& id : batch.absent) TakeAbsence(source, id, changes);
  return changes;
}

void Sources::Put(size_t source, ObjectPtr object, Batch& changes) {
  const ObjectId& id = object->id();
  if (const auto absent = absent_.find(id); absent != absent_.end()) absent->second.erase(source);
  auto& given = given_[id];
  const bool is_new = !given.contains(source);
  given[source] = object;
  if (is_new && given.size() > 1) {
    changes.findings.push_back({Severity::kWarning, "", {}, ToString(id),
                                "is given by two sources; only that of the first is read, remove "
                                "one of them"});
  }
  if (given.begin()->first == source) changes.put.push_back(std::move(object));
}

void Sources::Erase(size_t source, const ObjectId& id, Batch& changes) {
  const auto given = given_.find(id);
  if (given == given_.end()) return;
  const bool was_read = given->second.begin()->first == source;
  given->second.erase(source);
  if (given->second.empty()) {
    given_.erase(given);
    changes.erased.push_back(id);
  } else if (was_read) {
    changes.put.push_back(given->second.begin()->second);
  }
}

void Sources::TakeAbsence(size_t source, const ObjectId& id, Batch& changes) {
  auto& sources = absent_[id];
  sources.insert(source);
  if (sources.size() == readers_by_name_) changes.absent.push_back(id);
}

void Sources::Want(const std::set<ObjectId>& objects) {
  std::erase_if(absent_, [&](const auto& absent) { return !objects.contains(absent.first); });
  for (Source& source : sources_) source.last_want = source.provider->Want(objects);
}

bool Sources::is_listed() const {
  return std::all_of(sources_.begin(), sources_.end(),
                     [](const Source& source) { return source.listed; });
}

bool Sources::is_complete() const {
  return is_listed() && std::all_of(sources_.begin(), sources_.end(), [](const Source& source) {
           return source.wants_answered >= source.last_want;
         });
}

}  // namespace meshgate::provider
