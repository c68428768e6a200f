#include "controllers/provider/kubernetes/reflector.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "controllers/kubernetes/api.h"
#include "core/resource/json.h"

namespace meshgate::provider {
namespace {

using kubernetes::HttpResponse;
using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;
using std::chrono::milliseconds;

// The server ends a watch at its time; one that does not is broken.
constexpr milliseconds kWatchSlack(10000);
// So many watches in a row that end at once: the server may want to say that the version is too
// old, and some proxies before it do so by closing.
constexpr int kMaxQuickEnds = 5;

// Of a page together; an API server bounds each object.
constexpr resource::Budget kPageBudget = {.file_bytes = 256 << 20,
                                          .document_bytes = 256 << 20,
                                          .depth = 128,
                                          .nodes = 50'000'000,
                                          .documents = 100'000};
// A watch that ends sooner after its start has not lived.
constexpr milliseconds kQuick(1000);

// A pause that others do not take at the same time.
milliseconds Jittered(milliseconds pause, std::minstd_rand& random) {
  std::uniform_int_distribution<int64_t> spread(pause.count() * 3 / 4, pause.count() * 5 / 4);
  return milliseconds(spread(random));
}

}  // namespace

Reflector::Reflector(const resource::KindInfo& info, Selection selection, Transport& transport,
                     ReflectorOptions options)
    : info_(info),
      selection_(std::move(selection)),
      transport_(transport),
      options_(options) {
  // The storage version first: every API server that knows the kind well serves it.
  versions_.push_back(info.storage_version);
  for (const resource::VersionInfo& version : info.versions) {
    if (version.name != info.storage_version) versions_.push_back(version.name);
  }
}

std::string Reflector::KindName() const { return info_.kind.kind() + " objects"; }

std::string Reflector::Query() const {
  const kubernetes::ApiResource resource = kubernetes::ResourceOf(info_, versions_[version_]);
  std::string path = resource.ObjectPath(selection_.ns, "") + "?";
  if (!selection_.name.empty()) path += "fieldSelector=metadata.name%3D" + selection_.name + "&";
  if (!selection_.labels.empty()) path += "labelSelector=" + selection_.labels + "&";
  return path;
}

void Reflector::Start() { StartList(); }

void Reflector::Stop() {
  transport_.Cancel(number_);
  ++number_;
}

void Reflector::StartList() {
  listing_ = true;
  if (continue_.empty()) listed_.clear();
  std::string path = Query() + "limit=" + std::to_string(options_.page_size);
  if (!continue_.empty()) path += "&continue=" + continue_;
  transport_.List(++number_, path);
}

void Reflector::StartWatch() {
  listing_ = false;
  rest_.clear();
  watch_said_something_ = false;
  watch_started_ = std::chrono::steady_clock::now();
  const milliseconds time = Jittered(options_.watch_time, random_);
  const int64_t seconds = std::max<int64_t>(1, time.count() / 1000);
  transport_.Watch(++number_,
                   Query() + "watch=true&allowWatchBookmarks=true&resourceVersion=" +
                       resource_version_ + "&timeoutSeconds=" + std::to_string(seconds),
                   milliseconds(seconds * 1000) + kWatchSlack);
}

void Reflector::Pause(milliseconds pause) { transport_.Wake(++number_, Jittered(pause, random_)); }

void Reflector::Retry(Trouble trouble, const std::string& message) {
  if (trouble_ != trouble) {
    trouble_ = trouble;
    Tell(Severity::kWarning, message);
  }
  pause_ = std::min(options_.last_pause, std::max(options_.first_pause, pause_ * 2));
  Pause(trouble == Trouble::kForbidden ? options_.forbidden_pause : pause_);
}

void Reflector::Recover() {
  if (trouble_ != Trouble::kNone) {
    Tell(Severity::kInfo, KindName() + " can be read from the API server again.");
  }
  trouble_ = Trouble::kNone;
  pause_ = milliseconds(0);
}

void Reflector::OnWake(uint64_t number) {
  if (number != number_) return;
  // A list whose pages cannot be had any more begins anew.
  if (listing_ || resource_version_.empty()) {
    continue_.clear();
    StartList();
  } else {
    StartWatch();
  }
}

void Reflector::OnList(uint64_t number, const HttpResponse& response) {
  if (number != number_) return;
  const absl::Status status = kubernetes::StatusOf(response);
  if (absl::IsNotFound(status)) return OnAbsent();
  if (absl::IsOutOfRange(status)) {  // the pages of this list are gone
    continue_.clear();
    return Pause(options_.first_pause);
  }
  if (absl::IsPermissionDenied(status)) {
    answered_ = true;
    return Retry(Trouble::kForbidden,
                 KindName() + " may not be read, so none are served: " +
                     std::string(status.message()) + "; let the role of the manager read them");
  }
  if (!status.ok()) {
    return Retry(Trouble::kOther, KindName() + " cannot be listed, what is known stays: " +
                                      std::string(status.message()));
  }
  std::string next;
  if (!TakePage(response.body, next)) {
    continue_.clear();
    return Retry(Trouble::kOther, "the list of " + KindName() + " is no list in JSON");
  }
  Recover();
  continue_ = std::move(next);
  if (!continue_.empty()) return StartList();
  FinishList();
  StartWatch();
}

bool Reflector::TakePage(const std::string& body, std::string& next) {
  // The codec takes a list apart into its items, without the list's own metadata.
  std::optional<kubernetes::ListHead> head = kubernetes::ReadListHead(body);
  resource::Decoded page = resource::DecodeJson(body, kPageBudget);
  if (!head || page.error) return false;
  resource_version_ = std::move(head->resource_version);
  next = std::move(head->next);
  for (resource::Document& document : page.documents) Put(std::move(document.value));
  return true;
}

void Reflector::FinishList() {
  std::vector<ObjectId> gone;
  std::set_difference(known_.begin(), known_.end(), listed_.begin(), listed_.end(),
                      std::back_inserter(gone));
  for (const ObjectId& id : gone) Erase(id);
  listed_.clear();
  answered_ = true;
}

// The server has no such kind (now): other versions are tried, then it is looked for again, and
// what was known of it is kept for a while, since definitions are sometimes replaced.
void Reflector::OnAbsent() {
  continue_.clear();
  if (version_ + 1 < versions_.size()) {
    ++version_;
    return StartList();
  }
  version_ = 0;
  answered_ = true;
  const auto now = std::chrono::steady_clock::now();
  if (trouble_ != Trouble::kAbsent) {
    trouble_ = Trouble::kAbsent;
    absent_since_ = now;
    if (!known_.empty()) {
      Tell(Severity::kWarning,
           "the API server no longer serves " + KindName() + "; the " +
               std::to_string(known_.size()) + " that are known are kept for " +
               std::to_string(options_.grace.count() / 1000) + " s");
    }
  } else if (!known_.empty() && now - absent_since_ >= options_.grace) {
    Tell(Severity::kWarning, "the API server still serves no " + KindName() +
                                     "; those that were known are dropped");
    for (const ObjectId& id : std::set<ObjectId>(known_)) Erase(id);
  }
  listing_ = true;
  Pause(options_.absent_pause);
}

void Reflector::OnWatchData(uint64_t number, std::string_view bytes) {
  if (number != number_) return;
  rest_.append(bytes);
  size_t begin = 0;
  for (size_t end; (end = rest_.find('\n', begin)) != std::string::npos; begin = end + 1) {
    const std::string_view line = std::string_view(rest_).substr(begin, end - begin);
    if (line.empty()) continue;
    watch_said_something_ = true;
    if (!TakeFrame(line) || number != number_) return;
  }
  rest_.erase(0, begin);
  if (rest_.size() <= options_.max_frame_bytes) return;
  transport_.Cancel(number_);
  resource_version_.clear();
  Retry(Trouble::kOther, "the watch of " + KindName() + " sends something endless; listing again");
}

// False when the watch is of no more use; what comes next is under way then.
bool Reflector::TakeFrame(std::string_view line) {
  resource::Decoded decoded = resource::DecodeJson(line, {.document_bytes = 8 << 20, .depth = 128});
  Value* object = nullptr;
  if (!decoded.error && decoded.documents.size() == 1) {
    object = decoded.documents.front().value.Find("object");
  }
  if (object == nullptr) {
    transport_.Cancel(number_);
    resource_version_.clear();
    Retry(Trouble::kOther,
          "the watch of " + KindName() + " sends what is no event in JSON; listing again");
    return false;
  }
  const std::string_view type = decoded.documents.front().value.FindText("type");
  if (type == "ERROR") {
    transport_.Cancel(number_);
    TakeErrorFrame(*object);
    return false;
  }
  if (const Value* metadata = object->Find("metadata")) {
    if (const auto version = metadata->FindText("resourceVersion"); !version.empty()) {
      resource_version_ = version;
    }
  }
  Recover();
  quick_ends_ = 0;
  if (type == "DELETED") {
    const Value* metadata = object->Find("metadata");
    if (metadata != nullptr) {
      Erase({info_.kind, std::string(metadata->FindText("namespace")),
             std::string(metadata->FindText("name"))});
    }
  } else if (type != "BOOKMARK") {
    Put(std::move(*object));
  }
  return true;
}

void Reflector::TakeErrorFrame(const Value& object) {
  const Value* code = object.Find("code");
  resource_version_.clear();
  if (code != nullptr && code->text == "410") {  // too old: that is no trouble
    StartList();
    return;
  }
  Retry(Trouble::kOther, "the watch of " + KindName() + " ends with an error, listing again: " +
                             std::string(object.FindText("message")));
}

void Reflector::OnWatchEnd(uint64_t number, const HttpResponse& response) {
  if (number != number_) return;
  const absl::Status status = kubernetes::StatusOf(response);
  if (absl::IsNotFound(status) || absl::IsOutOfRange(status)) {
    resource_version_.clear();
    return StartList();
  }
  if (!status.ok()) {
    return Retry(Trouble::kOther, KindName() + " cannot be watched, what is known stays: " +
                                      std::string(status.message()));
  }
  const bool lived =
      watch_said_something_ || std::chrono::steady_clock::now() - watch_started_ >= kQuick;
  quick_ends_ = lived ? 0 : quick_ends_ + 1;
  if (lived) return StartWatch();
  if (quick_ends_ >= kMaxQuickEnds) {
    quick_ends_ = 0;
    resource_version_.clear();
  }
  Pause(options_.first_pause);
}

void Reflector::Put(Value object) {
  absl::StatusOr<ObjectPtr> made = resource::MakeObject(std::move(object), info_.kind);
  if (!made.ok()) {
    Tell(Severity::kError, "an object of the API server is left out: " +
                                   std::string(made.status().message()));
    return;
  }
  const ObjectId& id = (*made)->id();
  if (listing_) listed_.insert(id);
  known_.insert(id);
  changes_.objects.insert_or_assign(id, *made);
}

void Reflector::Erase(const ObjectId& id) {
  if (known_.erase(id) > 0) changes_.objects.insert_or_assign(id, ObjectPtr());
}

void Reflector::Tell(Severity severity, const std::string& message) {
  changes_.findings.push_back({severity, "", {}, "", message});
}

Reflector::Changes Reflector::TakeChanges() { return std::exchange(changes_, {}); }

}  // namespace meshgate::provider
