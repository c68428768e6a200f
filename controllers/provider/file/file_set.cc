#include "controllers/provider/file/file_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace meshgate::provider {
namespace {

std::string PlaceText(const std::string& path, resource::Position position) {
  return path + ":" + std::to_string(position.line);
}

Finding DuplicateFinding(const resource::ObjectId& id, const std::string& kept_path,
                         resource::Position kept, const std::string& path,
                         resource::Position position) {
  return {Severity::kError, path, position, resource::ToString(id),
          "is given twice: " + PlaceText(kept_path, kept) + " stays, " + PlaceText(path, position) +
              " is ignored; remove one of them"};
}

}  // namespace

void FileSet::Set(const std::string& path, FileContent content) {
  if (content.result == ReadResult::kMissing) return Remove(path);
  File& file = files_[path];
  if (content.result == ReadResult::kBroken || content.result == ReadResult::kUnreadable) {
    file.broken = true;
    ReportNew(file.findings, std::move(content.findings));
    return;
  }
  ignored_kinds_.Set(path, content.ignored);
  Replace(path, file, content);
  const bool has_errors =
      std::any_of(content.findings.begin(), content.findings.end(),
                  [](const Finding& finding) { return finding.severity == Severity::kError; });
  if (file.broken && !has_errors) {
    batch_.findings.push_back({Severity::kInfo, path, {}, "", "is readable again"});
  }
  file.broken = false;
  ReportNew(file.findings, std::move(content.findings));
}

// Takes over the objects of a file that was read; adds the findings about them to its own.
void FileSet::Replace(const std::string& path, File& file, FileContent& content) {
  std::map<resource::ObjectId, resource::Position> claims;
  for (FoundObject& found : content.objects) {
    const resource::ObjectId id = found.object->id();
    const auto [first, is_new] = claims.emplace(id, found.position);
    if (!is_new) {
      content.findings.push_back(DuplicateFinding(id, path, first->second, path, found.position));
      continue;
    }
    entries_[id].claims[path] = {std::move(found.object), found.position};
    touched_.insert(id);
  }
  for (RefusedObject& refused : content.refused) {
    const auto kept = file.claims.find(refused.id);
    const bool keeps = kept != file.claims.end() && claims.insert(*kept).second;
    for (Finding& finding : refused.findings) {
      finding.message += keeps ? " (what was last accepted stays)" : " (left out)";
      content.findings.push_back(std::move(finding));
    }
  }
  for (const auto& [id, position] : file.claims) {
    if (!claims.contains(id)) DropClaim(path, id);
  }
  file.claims = std::move(claims);
}

void FileSet::Remove(const std::string& path) {
  const auto file = files_.find(path);
  if (file == files_.end()) return;
  for (const auto& [id, position] : file->second.claims) DropClaim(path, id);
  ignored_kinds_.Set(path, {});
  files_.erase(file);
}

void FileSet::DropClaim(const std::string& path, const resource::ObjectId& id) {
  entries_[id].claims.erase(path);
  touched_.insert(id);
}

std::vector<std::string> FileSet::paths() const {
  std::vector<std::string> paths;
  for (const auto& [path, file] : files_) paths.push_back(path);
  return paths;
}

void FileSet::ReportNew(std::vector<Finding>& known, std::vector<Finding> now) {
  std::set<std::string> told;
  for (const Finding& finding : known) told.insert(ToString(finding));
  for (const Finding& finding : now) {
    if (!told.contains(ToString(finding))) batch_.findings.push_back(finding);
  }
  known = std::move(now);
}

std::vector<Finding> FileSet::Duplicates(const resource::ObjectId& id, const Entry& entry) const {
  std::vector<Finding> findings;
  if (entry.claims.size() < 2) return findings;
  const auto kept = entry.claims.begin();
  for (auto claim = std::next(kept); claim != entry.claims.end(); ++claim) {
    findings.push_back(DuplicateFinding(id, kept->first, kept->second.position, claim->first,
                                        claim->second.position));
  }
  return findings;
}

void FileSet::TakeChange(const resource::ObjectId& id, Entry& entry) {
  ReportNew(entry.reported, Duplicates(id, entry));
  if (entry.claims.empty()) {
    if (!entry.sent) return;
    batch_.erased.push_back(id);
    namespaces_.Removed(id);
    entry.sent = {};
    return;
  }
  const resource::ObjectPtr& object = entry.claims.begin()->second.object;
  if (entry.sent && entry.sent == object) return;
  if (!entry.sent) namespaces_.Added(id);
  entry.sent = object;
  batch_.put.push_back(object);
}

Batch FileSet::TakeChanges() {
  for (const resource::ObjectId& id : touched_) {
    const auto entry = entries_.find(id);
    TakeChange(id, entry->second);
    if (entry->second.claims.empty()) entries_.erase(entry);
  }
  touched_.clear();
  namespaces_.Complete(catalog_, batch_);
  ignored_kinds_.Complete(batch_);
  const auto by_id = [](const resource::ObjectPtr& a, const resource::ObjectPtr& b) {
    return a->id() < b->id();
  };
  std::sort(batch_.put.begin(), batch_.put.end(), by_id);
  std::sort(batch_.erased.begin(), batch_.erased.end());
  return std::exchange(batch_, {});
}

}  // namespace meshgate::provider
