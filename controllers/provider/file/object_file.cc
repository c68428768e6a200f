#include "controllers/provider/file/object_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "core/base/suggest.h"
#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::provider {
namespace {

using resource::Document;
using resource::Value;

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

FileContent Broken(const std::string& path, resource::Position position, std::string message) {
  FileContent content;
  content.result = ReadResult::kBroken;
  content.findings.push_back({Severity::kError, path, position, "", std::move(message)});
  return content;
}

FileContent Unreadable(const std::string& path) {
  FileContent content = Broken(
      path, {},
      std::string("cannot be read: ") + std::strerror(errno) + "; make it readable or remove it");
  content.result = ReadResult::kUnreadable;
  return content;
}

// In lower or upper case.
bool HasExtension(std::string_view name, std::string_view extension) {
  return absl::AsciiStrToLower(std::string(name)).ends_with(extension);
}

// Reads the whole file, or returns the content that stands for the failure.
std::optional<FileContent> ReadText(const std::string& path, std::string& text) {
  // O_NONBLOCK: opening a pipe would otherwise wait for its writer.
  const FileDescriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    if (errno != ENOENT && errno != ENOTDIR) return Unreadable(path);
    FileContent missing;
    missing.result = ReadResult::kMissing;
    return missing;
  }
  struct stat facts;
  if (fstat(file.get(), &facts) != 0) return Unreadable(path);
  if (!S_ISREG(facts.st_mode)) {
    return Broken(path, {}, "is no regular file; remove it or give it another name");
  }
  const size_t most = resource::Budget().file_bytes;
  std::array<char, 65536> chunk;
  while (text.size() <= most) {
    const ssize_t got = read(file.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Unreadable(path);
    if (got == 0) return std::nullopt;
    text.append(chunk.data(), static_cast<size_t>(got));
  }
  return Broken(
      path, {},
      "is larger than " + std::to_string(most >> 20) + " MiB; split it into several files");
}

std::string_view GroupOf(const Value& document) {
  const std::string_view api_version = document.FindText("apiVersion");
  const size_t slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

// Of a document of an unknown kind, see IgnoredObject.
bool IsExpected(const Value& document) {
  const Value* const spec = document.Find("spec");
  const bool refers = spec != nullptr && (spec->Find("parentRefs") || spec->Find("targetRefs"));
  return refers || resource::IsGatewayApiGroup(GroupOf(document));
}

// Of a BackendTLSPolicy, whose targets are of its own namespace.
std::vector<std::string> TargetServices(const Value& document) {
  std::vector<std::string> services;
  const Value* const metadata = document.Find("metadata");
  const Value* const spec = document.Find("spec");
  const Value* const targets = spec == nullptr ? nullptr : spec->Find("targetRefs");
  if (metadata == nullptr || targets == nullptr) return services;
  const std::string ns(metadata->FindText("namespace"));
  for (const Value& target : targets->items) {
    if (target.FindText("kind") != "Service") continue;
    services.push_back(ToString(resource::ObjectId{
        resource::kService, ns.empty() ? "default" : ns, std::string(target.FindText("name"))}));
  }
  return services;
}

IgnoredObject IgnoredObjectOf(const Value& document, resource::Position position) {
  const std::string kind(document.FindText("kind"));
  const Value* const metadata = document.Find("metadata");
  const std::string group(GroupOf(document));
  IgnoredObject object{group.empty() ? kind : kind + "." + group, kind + " ", position};
  if (kind == "BackendTLSPolicy" && group == resource::kGatewayApiGroup) {
    object.services = TargetServices(document);
  }
  if (metadata == nullptr) return object;
  object.name += resource::NamespacedName(metadata->FindText("namespace"),
                                          metadata->FindText("name"));
  return object;
}

class ContentBuilder {
 public:
  ContentBuilder(const std::string& path, const resource::SchemaCatalog& catalog)
      : path_(path), catalog_(catalog) {}

  void Add(Document document) {
    NoteIfIgnored(document);
    const resource::ObjectId id = IdOf(document.value);
    resource::SchemaCatalog::Admitted admitted = catalog_.Admit(std::move(document.value));
    if (admitted.unknown_kind) return;
    std::vector<resource::FieldError> errors = std::move(admitted.warnings);
    std::move(admitted.errors.begin(), admitted.errors.end(), std::back_inserter(errors));
    if (errors.empty()) {
      content_.objects.push_back({std::move(*admitted.object), document.position});
    } else {
      Refuse(id, document.position, errors);
    }
  }

  FileContent Take() && { return std::move(content_); }

 private:
  const resource::KindInfo* InfoOf(const Value& document) const {
    return catalog_.Find(GroupOf(document), document.FindText("kind"));
  }

  void NoteIfIgnored(const Document& document) {
    const Value& value = document.value;
    if (value.FindText("apiVersion").empty() || value.FindText("kind").empty()) return;
    const resource::KindInfo* const info = InfoOf(value);
    if (info != nullptr && info->read) return;
    IgnoredObject& ignored =
        content_.ignored.emplace_back(IgnoredObjectOf(value, document.position));
    if (info == nullptr) ignored.near = NearKind(value);
    // Others have Gateways and Services of their own, in groups of their own.
    const std::string_view group = GroupOf(value);
    const bool mistyped = !ignored.near.empty() && (group.empty() || group.ends_with("k8s.io"));
    ignored.expected = info != nullptr || IsExpected(value) || mistyped;
  }

  // The kind that was perhaps meant: another spelling, or one of that name in another group.
  std::string NearKind(const Value& document) const {
    const std::string_view group = GroupOf(document);
    const std::string_view kind = document.FindText("kind");
    std::vector<std::string> near;
    for (const resource::KindInfo* const info : catalog_.kinds()) {
      if (!info->read) continue;
      if (info->kind.group() == group) near.emplace_back(info->kind.kind());
      if (info->kind.kind() == kind) return resource::ToString(info->kind);
    }
    return std::string(base::Closest(kind, near));
  }

  // As far as the document can be trusted; the namespace is filled in as admission does.
  resource::ObjectId IdOf(const Value& document) const {
    const resource::KindInfo* const info = InfoOf(document);
    const Value* metadata = document.Find("metadata");
    if (info == nullptr || metadata == nullptr || metadata->FindText("name").empty()) return {};
    std::string ns(metadata->FindText("namespace"));
    if (info->namespaced && ns.empty()) ns = "default";
    return {info->kind, std::move(ns), std::string(metadata->FindText("name"))};
  }

  void Refuse(const resource::ObjectId& id, resource::Position position,
              const std::vector<resource::FieldError>& errors) {
    RefusedObject refused{id, {}};
    const std::string object = id.kind ? resource::ToString(id) : "";
    for (const resource::FieldError& error : errors) {
      refused.findings.push_back(FindingOf(object, position, error));
    }
    content_.refused.push_back(std::move(refused));
  }

  Finding FindingOf(const std::string& object, resource::Position position,
                    const resource::FieldError& error) const {
    const std::string field = error.path.empty() ? "" : error.path + ": ";
    return {Severity::kError, path_, error.position.line > 0 ? error.position : position, object,
            field + error.message};
  }

  const std::string& path_;
  const resource::SchemaCatalog& catalog_;
  FileContent content_;
};

}  // namespace

bool IsObjectFileName(std::string_view name) {
  if (name.empty() || name.front() == '.') return false;
  return HasExtension(name, ".yaml") || HasExtension(name, ".yml") || HasExtension(name, ".json");
}

resource::Decoded DecodeObjects(std::string_view path, std::string_view text) {
  return HasExtension(path, ".json") ? resource::DecodeJson(text) : resource::DecodeYaml(text);
}

FileContent ReadObjectFile(const std::string& path, const resource::SchemaCatalog& catalog) {
  std::string text;
  if (std::optional<FileContent> failed = ReadText(path, text)) return std::move(*failed);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    FileContent empty;
    empty.result = ReadResult::kEmpty;
    return empty;
  }
  resource::Decoded decoded = DecodeObjects(path, text);
  if (decoded.error) return Broken(path, decoded.error->position, decoded.error->message);
  ContentBuilder builder(path, catalog);
  for (Document& document : decoded.documents) {
    builder.Add(std::move(document));
  }
  return std::move(builder).Take();
}

}  // namespace meshgate::provider
