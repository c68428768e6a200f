#include "controllers/sinks/xds/render_headers.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "envoy/config/core/v3/base.pb.h"

namespace meshgate::xds {
namespace {

using envoy::config::core::v3::HeaderValueOption;

bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  return absl::EqualsIgnoreCase(absl::string_view(a.data(), a.size()),
                                absl::string_view(b.data(), b.size()));
}

bool IsHost(std::string_view name) { return EqualsIgnoreCase(name, "host"); }

bool IsHeaderValue(std::string_view value) {
  return value.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos;
}

void Append(std::string_view name, std::string format, HeaderValueOption::HeaderAppendAction action,
            HeaderValueOptions& add) {
  HeaderValueOption& option = *add.Add();
  option.mutable_header()->set_key(std::string(name));
  option.set_keep_empty_value(format.empty());
  option.mutable_header()->set_value(std::move(format));
  option.set_append_action(action);
}

}  // namespace

bool IsHeaderName(std::string_view name) {
  constexpr std::string_view kToken =
      "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !name.empty() && name.find_first_not_of(kToken) == std::string_view::npos;
}

bool IsRenderable(const ir::HeaderModifier& modifier) {
  auto accepted = [](const ir::HeaderValue& header) {
    return IsHeaderName(header.name) && IsHeaderValue(header.value);
  };
  return std::all_of(modifier.set.begin(), modifier.set.end(), accepted) &&
         std::all_of(modifier.add.begin(), modifier.add.end(), accepted) &&
         std::all_of(modifier.remove.begin(), modifier.remove.end(), IsHeaderName);
}

void RenderHeaders(const ir::HeaderModifier& modifier, HeaderValueOptions& add,
                   HeaderNames& remove) {
  for (const std::string& name : modifier.remove) {
    if (!IsHost(name)) *remove.Add() = name;
  }
  for (const ir::HeaderValue& header : modifier.set) {
    if (IsHost(header.name)) continue;
    Append(header.name, EscapeFormat(header.value), HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD,
           add);
  }
  for (const ir::HeaderValue& header : modifier.add) {
    if (IsHost(header.name)) continue;
    Append(header.name, EscapeFormat(header.value), HeaderValueOption::APPEND_IF_EXISTS_OR_ADD,
           add);
  }
}

bool Removes(const ir::HeaderModifier& modifier, std::string_view name) {
  return std::any_of(modifier.remove.begin(), modifier.remove.end(),
                     [&](const std::string& removed) { return EqualsIgnoreCase(removed, name); });
}

std::string_view HostSetBy(const ir::HeaderModifier& modifier) {
  for (const ir::HeaderValue& header : modifier.set) {
    if (IsHost(header.name)) return header.value;
  }
  return {};
}

void RenderOverwrite(std::string_view name, std::string format, HeaderValueOptions& add) {
  Append(name, std::move(format), HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD, add);
}

std::string EscapeFormat(std::string_view text) {
  std::string escaped;
  for (char c : text) {
    escaped.push_back(c);
    if (c == '%') escaped.push_back(c);
  }
  return escaped;
}

}  // namespace meshgate::xds
