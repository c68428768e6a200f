#include "controllers/kubernetes/api.h"

#include <utility>

#include "core/resource/json.h"
#include "simdjson.h"

namespace meshgate::kubernetes {
namespace {

using resource::Value;

constexpr resource::Budget kBudget = {.file_bytes = 16 << 20,
                                      .document_bytes = 16 << 20,
                                      .depth = 128,
                                      .nodes = 2'000'000};

std::string Encode(const Value& value) {
  std::string json;
  resource::EncodeJson(value, json);
  return json;
}

absl::StatusCode CodeOf(int status, std::string_view reason) {
  switch (status) {
    case 400:
    case 415:
    case 422:
      return absl::StatusCode::kInvalidArgument;
    case 401:
      return absl::StatusCode::kUnauthenticated;
    case 403:
      return absl::StatusCode::kPermissionDenied;
    case 404:
      return absl::StatusCode::kNotFound;
    case 409:
      return reason == "AlreadyExists" ? absl::StatusCode::kAlreadyExists
                                       : absl::StatusCode::kAborted;
    case 410:
      return absl::StatusCode::kOutOfRange;
    default:
      return status == 429 || status >= 500 ? absl::StatusCode::kUnavailable
                                            : absl::StatusCode::kInternal;
  }
}

}  // namespace

std::string ApiResource::CollectionPath() const { return ObjectPath("", ""); }

std::string ApiResource::ObjectPath(const std::string& ns, const std::string& name,
                                    const std::string& subresource) const {
  std::string path = group.empty() ? "/api/" : "/apis/" + group + "/";
  path += version;
  if (namespaced && !ns.empty()) path += "/namespaces/" + ns;
  path += "/" + plural;
  if (!name.empty()) path += "/" + name;
  if (!subresource.empty()) path += "/" + subresource;
  return path;
}

ApiResource ResourceOf(const resource::KindInfo& info, const std::string& version) {
  return {info.kind.group(), version, info.plural, info.namespaced};
}

absl::Status StatusOf(const HttpResponse& response) {
  if (response.status >= 200 && response.status < 300) return absl::OkStatus();
  if (response.status == 0) {
    return absl::UnavailableError("the API server does not answer: " + response.error);
  }
  std::string message = "the API server answers " + std::to_string(response.status);
  std::string reason;
  const resource::Decoded decoded = resource::DecodeJson(response.body);
  if (!decoded.error && decoded.documents.size() == 1) {
    const Value& status = decoded.documents.front().value;
    reason = status.FindText("reason");
    if (const auto text = status.FindText("message"); !text.empty()) {
      message.append(": ").append(text);
    }
  }
  return absl::Status(CodeOf(response.status, reason), message);
}

std::optional<ListHead> ReadListHead(const std::string& json) {
  const simdjson::padded_string padded(json);
  simdjson::ondemand::parser parser;
  simdjson::ondemand::document document;
  simdjson::ondemand::object metadata;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document["metadata"].get_object().get(metadata) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  ListHead head;
  for (auto field : metadata) {
    std::string_view key;
    std::string_view text;
    if (field.unescaped_key().get(key) != simdjson::SUCCESS) return std::nullopt;
    if (key != "resourceVersion" && key != "continue") continue;
    if (field.value().get_string().get(text) != simdjson::SUCCESS) return std::nullopt;
    (key == "continue" ? head.next : head.resource_version) = text;
  }
  if (head.resource_version.empty()) return std::nullopt;
  return head;
}

absl::StatusOr<Value> Api::Exchange(HttpRequest request) {
  const HttpResponse response = client_.Call(std::move(request));
  if (absl::Status status = StatusOf(response); !status.ok()) return status;
  resource::Decoded decoded = resource::DecodeJson(response.body, kBudget);
  if (decoded.error || decoded.documents.size() != 1) {
    return absl::InternalError("the API server answers with no JSON object");
  }
  return std::move(decoded.documents.front().value);
}

absl::StatusOr<Value> Api::Get(const std::string& path) { return Exchange({.path = path}); }

absl::StatusOr<Value> Api::Create(const std::string& path, const Value& object) {
  return Exchange({"POST", path, "application/json", Encode(object)});
}

absl::StatusOr<Value> Api::Replace(const std::string& path, const Value& object) {
  return Exchange({"PUT", path, "application/json", Encode(object)});
}

absl::StatusOr<Value> Api::MergePatch(const std::string& path, const std::string& patch) {
  return Exchange({"PATCH", path, "application/merge-patch+json", patch});
}

absl::Status Api::Delete(const std::string& path, const std::string& uid) {
  std::string body =
      R"({"apiVersion":"v1","kind":"DeleteOptions","propagationPolicy":"Background")";
  if (!uid.empty()) {
    body += R"(,"preconditions":{"uid":)";
    resource::EncodeJsonString(uid, body);
    body += "}";
  }
  return StatusOf(client_.Call({"DELETE", path, "application/json", body + "}"}));
}

}  // namespace meshgate::kubernetes
