#include "controllers/explain/request.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "absl/strings/ascii.h"
#include "core/attach/hostname.h"
#include "core/base/status_macros.h"

namespace meshgate::explain {
namespace {

absl::Status Refuse(const std::string& message) { return absl::InvalidArgumentError(message); }

bool IsTokenLetter(char c) {
  return absl::ascii_isalnum(c) ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), IsTokenLetter);
}

bool IsVisible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

std::string_view Trim(std::string_view text) {
  while (!text.empty() && absl::ascii_isspace(text.front())) text.remove_prefix(1);
  while (!text.empty() && absl::ascii_isspace(text.back())) text.remove_suffix(1);
  return text;
}

bool IsHost(std::string_view host) {
  const bool is_address = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (is_address) host = host.substr(1, host.size() - 2);
  return !host.empty() && host.front() != '.' && std::all_of(host.begin(), host.end(), [&](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '-' || (is_address ? c == ':' : c == '_');
  });
}

// Splits "host:port"; nullopt when it is no authority. Port 0: not given.
std::optional<int> PortOf(std::string_view authority) {
  const std::string_view host = WithoutPort(authority);
  if (!IsHost(host)) return std::nullopt;
  if (host.size() == authority.size()) return 0;
  const std::string_view text = authority.substr(host.size() + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  if (port < 1 || port > 65535) return std::nullopt;
  return port;
}

absl::Status ParseUrl(std::string_view url, Request& request) {
  const std::string quoted = "the URL \"" + std::string(url) + "\" ";
  for (const std::string_view scheme : {"http", "https"}) {
    const std::string start = std::string(scheme) + "://";
    if (!url.starts_with(start)) continue;
    request.scheme = scheme;
    url.remove_prefix(start.size());
    url = url.substr(0, url.find('#'));  // a fragment stays with the client
    if (!IsVisible(url)) {
      return Refuse(quoted + "has characters that must be percent-encoded, such as a space as %20");
    }
    const size_t end = std::min(url.find_first_of("/?"), url.size());
    request.authority = url.substr(0, end);
    request.target = url.substr(end);
    if (!request.target.starts_with('/')) request.target.insert(0, "/");
    const std::optional<int> port = PortOf(request.authority);
    if (!port) return Refuse(quoted + "must name a host and at most a port: http://HOST:PORT/PATH");
    const int well_known = scheme == "http" ? 80 : 443;
    request.port = *port == 0 ? well_known : *port;
    if (request.port == well_known) request.authority = WithoutPort(request.authority);
    return absl::OkStatus();
  }
  return Refuse(quoted + "must begin with http:// or https://");
}

absl::Status AddHeader(const std::string& line, bool& has_host, Request& request) {
  const size_t colon = line.find(':');
  const std::string_view name = std::string_view(line).substr(0, std::min(colon, line.size()));
  if (colon == std::string::npos || !IsToken(name)) {
    return Refuse("the header \"" + line + "\" must have the form 'Name: value'");
  }
  std::string lower = absl::AsciiStrToLower(std::string(name));
  std::string value(Trim(std::string_view(line).substr(colon + 1)));
  if (std::any_of(value.begin(), value.end(), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
      })) {
    return Refuse("the header \"" + lower + "\" has a control character; leave it out");
  }
  if (lower != "host") {
    request.headers.emplace_back(std::move(lower), std::move(value));
    return absl::OkStatus();
  }
  if (has_host) return Refuse("the header Host is given twice; give it once");
  has_host = true;
  if (!PortOf(value)) return Refuse("the header Host \"" + value + "\" must name a host");
  request.authority = std::move(value);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Request> ParseRequest(std::string_view url, std::string_view method,
                                     const std::vector<std::string>& headers) {
  Request request;
  if (!IsToken(method)) {
    return Refuse("the method \"" + std::string(method) + "\" must be a word such as GET");
  }
  request.method = method;
  MG_RETURN_IF_ERROR(ParseUrl(url, request));
  bool has_host = false;
  for (const std::string& header : headers) {
    MG_RETURN_IF_ERROR(AddHeader(header, has_host, request));
  }
  return request;
}

std::vector<std::string> HeaderValues(const Request& request, std::string_view name) {
  if (name == "host") return {request.authority};
  std::vector<std::string> values;
  for (const auto& [key, value] : request.headers) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::string_view WithoutPort(std::string_view authority) {
  const size_t colon = authority.rfind(':');
  const size_t bracket = authority.rfind(']');
  const bool has_port =
      colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  return has_port ? authority.substr(0, colon) : authority;
}

std::string HostOf(const Request& request) {
  return attach::Normalise(WithoutPort(request.authority));
}

}  // namespace meshgate::explain
