#include "controllers/demo/echo.h"

#include <simdjson.h>

#include <algorithm>
#include <boost/json/src.hpp>  // Boost.JSON without its library: compiled here and only here.

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace meshgate::demo {
namespace {

std::string Utf8(const std::string& bytes) {
  if (simdjson::validate_utf8(bytes)) return bytes;
  std::string text;
  for (unsigned char byte : bytes) {
    if (byte < 0x80) {
      text.push_back(static_cast<char>(byte));
    } else {
      text.push_back(static_cast<char>(0xC0 | (byte >> 6)));
      text.push_back(static_cast<char>(0x80 | (byte & 0x3F)));
    }
  }
  return text;
}

std::string CanonicalHeaderName(std::string name) {
  bool starts_word = true;
  for (char& c : name) {
    c = starts_word ? absl::ascii_toupper(c) : absl::ascii_tolower(c);
    starts_word = c == '-';
  }
  return name;
}

boost::json::object RenderHeaders(const EchoRequest& request) {
  boost::json::object headers;
  for (const auto& [name, value] : request.headers) {
    boost::json::value& values = headers[Utf8(CanonicalHeaderName(name))];
    if (values.is_null()) values = boost::json::array();
    values.as_array().emplace_back(Utf8(value));
  }
  return headers;
}

}  // namespace

EchoAnswer AnswerEcho(const EchoRequest& request, const EchoIdentity& identity) {
  const absl::StatusOr<absl::Duration> delay = RequestedDelay(request.path);
  if (!delay.ok()) {
    return {400, "text/plain", std::string(delay.status().message()) + "\n", absl::ZeroDuration()};
  }
  return {200, "application/json", RenderEcho(request, identity), *delay};
}

std::string RenderEcho(const EchoRequest& request, const EchoIdentity& identity) {
  boost::json::object echo;
  echo["path"] = Utf8(request.path);
  echo["host"] = Utf8(request.host);
  echo["method"] = Utf8(request.method);
  echo["proto"] = request.proto;
  echo["headers"] = RenderHeaders(request);
  echo["namespace"] = identity.namespace_name;
  echo["ingress"] = "";
  echo["service"] = identity.service;
  echo["pod"] = identity.pod;
  return boost::json::serialize(echo) + "\n";
}

absl::StatusOr<absl::Duration> RequestedDelay(std::string_view path) {
  const size_t query = path.find('?');
  if (query == std::string_view::npos) return absl::ZeroDuration();
  const absl::string_view parameters(path.data() + query + 1, path.size() - query - 1);
  for (absl::string_view parameter : absl::StrSplit(parameters, '&')) {
    constexpr absl::string_view kName = "delay=";
    if (parameter.substr(0, kName.size()) != kName) continue;
    absl::Duration delay;
    if (!absl::ParseDuration(parameter.substr(kName.size()), &delay)) {
      return absl::InvalidArgumentError(
          "the query parameter delay must be a duration such as 500ms or 20s");
    }
    return std::clamp(delay, absl::ZeroDuration(), kMaxDelay);
  }
  return absl::ZeroDuration();
}

}  // namespace meshgate::demo
