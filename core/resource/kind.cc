#include "core/resource/kind.h"

#include <map>
#include <memory>
#include <mutex>
#include <utility>

namespace meshgate::resource {

// All interned kinds of the process.
class KindTable {
 public:
  Kind Intern(std::string_view group, std::string_view kind) {
    std::lock_guard<std::mutex> lock(mutex_);
    const auto found = entries_.find(std::pair(group, kind));
    if (found != entries_.end()) return Kind(found->second.get());
    auto entry = std::make_unique<Kind::Entry>(Kind::Entry{std::string(group), std::string(kind)});
    const Kind interned(entry.get());
    entries_.emplace(std::pair<std::string_view, std::string_view>(entry->group, entry->kind),
                     std::move(entry));
    return interned;
  }

 private:
  std::mutex mutex_;
  // The keys are views into the entries.
  std::map<std::pair<std::string_view, std::string_view>, std::unique_ptr<Kind::Entry>> entries_;
};

namespace {

const std::string& EmptyString() {
  static const std::string* const empty = new std::string;
  return *empty;
}

}  // namespace

Kind Kind::Of(std::string_view group, std::string_view kind) {
  static KindTable* const table = new KindTable;
  if (group.empty() && kind.empty()) return Kind();
  return table->Intern(group, kind);
}

const std::string& Kind::group() const { return entry_ ? entry_->group : EmptyString(); }

const std::string& Kind::kind() const { return entry_ ? entry_->kind : EmptyString(); }

std::strong_ordering operator<=>(Kind a, Kind b) {
  if (a.entry_ == b.entry_) return std::strong_ordering::equal;
  if (const auto order = a.group() <=> b.group(); order != 0) return order;
  return a.kind() <=> b.kind();
}

std::string ToString(Kind kind) {
  if (kind.group().empty()) return kind.kind();
  return kind.kind() + "." + kind.group();
}

std::string Plural(Kind kind) {
  const std::string& name = kind.kind();
  if (name.ends_with("cy")) return name.substr(0, name.size() - 1) + "ies";
  return name + (name.ends_with('s') ? "es" : "s");
}

}  // namespace meshgate::resource
