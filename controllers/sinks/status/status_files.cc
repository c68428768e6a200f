#include "controllers/sinks/status/status_files.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "core/base/hash.h"
#include "core/resource/yaml.h"

namespace meshgate::status_sink {
namespace {

namespace fs = std::filesystem;

using resource::Field;
using resource::Value;

constexpr std::string_view kSuffix = ".status.yaml";

// "_" and "~" are in no part of it. A name too long for a file system (255 bytes, one of them for
// the dot of a draft) ends in its hash.
std::string FileName(const resource::ObjectId& id) {
  constexpr size_t kLongest = 240;
  constexpr size_t kReadable = 200;
  const std::string ns = id.ns.empty() ? "" : "_" + id.ns;
  std::string name = resource::ToString(id.kind) + ns + "_" + id.name;
  if (name.size() > kLongest) {
    const base::Hash128 hash = base::HashBytes(name);
    name = absl::StrCat(name.substr(0, kReadable), "~", absl::Hex(hash.high, absl::kZeroPad16),
                        absl::Hex(hash.low, absl::kZeroPad16));
  }
  return name + std::string(kSuffix);
}

// The entry of `before` about the same condition, parent or listener.
const Value* SameEntry(const Value& entry, const Value& before) {
  for (const char* const key : {"type", "parentRef", "name"}) {
    const Value* const own = entry.Find(key);
    if (own == nullptr) continue;
    for (const Value& item : before.items) {
      const Value* const other = item.Find(key);
      if (other != nullptr && *other == *own) return &item;
    }
    return nullptr;
  }
  return nullptr;
}

// Dates the conditions in `value`: as in `before` where their status is the same.
void SetTimes(const Value* before, const std::string& now, Value& value) {
  for (Value& item : value.items) {
    SetTimes(before == nullptr ? nullptr : SameEntry(item, *before), now, item);
  }
  for (Field& field : value.fields) {
    SetTimes(before == nullptr ? nullptr : before->Find(field.key), now, field.value);
  }
  if (value.Find("lastTransitionTime") == nullptr) return;
  const bool is_same =
      before != nullptr && before->FindText("status") == value.FindText("status");
  value.Set("lastTransitionTime",
            Value::String(is_same ? std::string(before->FindText("lastTransitionTime")) : now));
}

absl::Status Refuse(const std::string& folder, const std::string& reason) {
  return absl::PermissionDeniedError("cannot write statuses into " + folder + ": " + reason +
                                     "; give --status-dir a folder that you may write to");
}

}  // namespace

absl::StatusOr<StatusFiles> StatusFiles::Open(const std::string& folder, Clock clock) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Refuse(folder, error.message());
  if (access(folder.c_str(), W_OK | X_OK) != 0) return Refuse(folder, "Permission denied");
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().ends_with(kSuffix)) continue;
    fs::remove(entry.path(), error);
    if (error) return Refuse(folder, error.message());
  }
  return StatusFiles(folder, std::move(clock));
}

absl::Status StatusFiles::Write(const StatusChange& change) {
  const fs::path path = fs::path(folder_) / FileName(change.id);
  std::error_code error;
  if (!change.document) {
    written_.erase(change.id);
    fs::remove(path, error);
    return error ? Refuse(folder_, error.message()) : absl::OkStatus();
  }
  std::string text;
  Value document = status::Encode(*change.document);
  const auto before = written_.find(change.id);
  SetTimes(before == written_.end() ? nullptr : &before->second,
           absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", clock_(), absl::UTCTimeZone()), document);
  resource::EncodeYaml(document, text);
  written_.insert_or_assign(change.id, std::move(document));
  const fs::path partial = fs::path(folder_) / ("." + FileName(change.id));
  std::ofstream file(partial, std::ios::trunc);
  file << text;
  file.close();
  if (!file) return Refuse(folder_, "the file " + partial.string() + " cannot be written");
  fs::rename(partial, path, error);
  return error ? Refuse(folder_, error.message()) : absl::OkStatus();
}

}  // namespace meshgate::status_sink
