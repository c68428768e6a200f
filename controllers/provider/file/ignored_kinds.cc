#include "controllers/provider/file/ignored_kinds.h"

#include "absl/strings/str_join.h"

namespace meshgate::provider {
namespace {

std::string MessageAbout(const std::string& kind, size_t objects, const std::string& near,
                         const std::set<std::string>& services) {
  const std::string how_many =
      objects == 1 ? "is ignored"
                   : "is ignored, with " + std::to_string(objects - 1) + " more of its kind";
  const std::string what = how_many + ": no loaded plugin brings the kind " + kind + "; ";
  if (!near.empty()) return what + "did you mean " + near + "?";
  const std::string plaintext =
      services.empty() ? ""
                       : absl::StrJoin(services, ", ") +
                             (services.size() == 1 ? " is" : " are") + " reached without TLS; ";
  return what + plaintext + "correct it, add its plugin with --plugin-dir, or remove " +
         (objects == 1 ? "the object" : "the objects");
}

}  // namespace

void IgnoredKinds::Set(const std::string& path, const std::vector<IgnoredObject>& objects) {
  std::vector<std::string>& kinds = kinds_of_[path];
  std::vector<std::string> before;
  before.swap(kinds);
  for (const std::string& kind : before) {
    Use& use = uses_[kind];
    use.expected -= use.files[path].expected;
    use.files.erase(path);
  }
  for (const IgnoredObject& object : objects) {
    Use& use = uses_[object.kind];
    InFile& in_file = use.files[path];
    in_file.expected += object.expected ? 1 : 0;
    for (const std::string& service : object.services) {
      in_file.services.insert(service);
      use.untold |= !use.services_told.contains(service);
    }
    use.expected += object.expected ? 1 : 0;
    if (in_file.objects++ > 0) continue;
    in_file.first = object;
    kinds.push_back(object.kind);
    touched_.insert(object.kind);
  }
  if (kinds.empty()) kinds_of_.erase(path);
  for (const std::string& kind : before) {
    const auto use = uses_.find(kind);
    if (use != uses_.end() && use->second.files.empty()) uses_.erase(use);
  }
}

void IgnoredKinds::Complete(Batch& batch) {
  for (const std::string& kind : touched_) {
    const auto found = uses_.find(kind);
    if (found == uses_.end() || silenced_.contains(kind)) continue;
    Use& use = found->second;
    if (!use.untold || use.expected == 0) continue;
    use.untold = false;
    size_t objects = 0;
    std::set<std::string> services;
    for (const auto& [path, in_file] : use.files) {
      objects += in_file.objects;
      services.insert(in_file.services.begin(), in_file.services.end());
    }
    use.services_told.insert(services.begin(), services.end());
    const auto& [path, in_file] = *use.files.begin();
    batch.findings.push_back({Severity::kWarning, path, in_file.first.position, in_file.first.name,
                              MessageAbout(kind, objects, in_file.first.near, services)});
  }
  touched_.clear();
}

}  // namespace meshgate::provider
