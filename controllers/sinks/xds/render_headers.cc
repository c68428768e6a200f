#include "controllers/sinks/xds/render_headers.h"

#include <algorithm>
#include <utility>

#include "envoy/config/core/v3/base.pb.h"

namespace meshgate::xds {
namespace {

using envoy::config::core::v3::HeaderValueOption;

void Append(std::string_view name, std::string format, HeaderValueOption::HeaderAppendAction action,
            HeaderValueOptions& add) {
  HeaderValueOption& option = *add.Add();
  option.mutable_header()->set_key(std::string(name));
  option.set_keep_empty_value(format.empty());
  option.mutable_header()->set_value(std::move(format));
  option.set_append_action(action);
}

}  // namespace

void RenderHeaders(const ir::HeaderModifier& modifier, HeaderValueOptions& add,
                   HeaderNames& remove) {
  for (const std::string& name : modifier.remove) {
    *remove.Add() = name;
  }
  for (const ir::HeaderValue& header : modifier.set) {
    Append(header.name, EscapeFormat(header.value), HeaderValueOption::OVERWRITE_IF_EXISTS_OR_ADD,
           add);
  }
  for (const ir::HeaderValue& header : modifier.add) {
    Append(header.name, EscapeFormat(header.value), HeaderValueOption::APPEND_IF_EXISTS_OR_ADD,
           add);
  }
}

bool Removes(const ir::HeaderModifier& modifier, std::string_view name) {
  return std::find(modifier.remove.begin(), modifier.remove.end(), name) != modifier.remove.end();
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
