#include "controllers/cli/plugin_inspect.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "absl/strings/str_join.h"
#include "core/loader/shared_object.h"
#include "core/plugin/abi.h"
#include "core/plugin/version.h"
#include "core/resource/yaml.h"

namespace meshgate::cli {
namespace {

void AppendLine(std::string_view key, const std::string& value, std::string& text) {
  constexpr size_t kWidth = 16;
  text.append(key).append(":").append(kWidth - key.size(), ' ').append(value).append("\n");
}

void AppendRouteKind(const loader::RouteKind& kind, std::string& text) {
  AppendLine("route kind", resource::ToString(kind.kind), text);
  AppendLine("  versions", absl::StrJoin(kind.spec.versions, ", "), text);
  AppendLine("  protocols", absl::StrJoin(kind.spec.protocols, ", "), text);
  if (kind.spec.features.empty()) return;
  AppendLine("  features", absl::StrJoin(kind.spec.features, ", "), text);
}

void AppendFilterKind(const loader::FilterKind& kind, std::string& text) {
  AppendLine("filter kind", resource::ToString(kind.kind), text);
  if (kind.spec.envoy_filter) AppendLine("  Envoy filter", kind.spec.envoy_filter->type, text);
}

void AppendPolicyKind(const loader::PolicyKind& kind, std::string& text) {
  AppendLine("policy kind", resource::ToString(kind.kind), text);
  const auto append_name = [](std::string* out, const ir::KindName& name) {
    out->append(resource::ToString(resource::Kind::Of(name.group, name.kind)));
  };
  AppendLine("  targets", absl::StrJoin(kind.spec.targets, ", ", append_name), text);
}

void AppendCrds(const std::string& yaml, std::string& text) {
  for (const resource::Document& document : resource::DecodeYaml(yaml).documents) {
    const resource::Value* const metadata = document.value.Find("metadata");
    if (metadata != nullptr) AppendLine("CRD", std::string(metadata->FindText("name")), text);
  }
}

void AppendRoles(const loader::Registry& registry, const std::string& plugin, std::string& text) {
  for (const loader::Plugin& loaded : registry.plugins()) {
    if (loaded.name == plugin) AppendLine("roles", absl::StrJoin(loaded.roles, ", "), text);
  }
  for (const loader::RouteKind& kind : registry.route_kinds()) {
    if (kind.plugin == plugin) AppendRouteKind(kind, text);
  }
  for (const loader::FilterKind& kind : registry.filter_kinds()) {
    if (kind.plugin == plugin) AppendFilterKind(kind, text);
  }
  for (const loader::ParametersKind& kind : registry.parameters_kinds()) {
    if (kind.plugin != plugin) continue;
    AppendLine("parameters kind", resource::ToString(kind.kind), text);
  }
  for (const loader::PolicyKind& kind : registry.policy_kinds()) {
    if (kind.plugin == plugin) AppendPolicyKind(kind, text);
  }
  for (const loader::PluginCrds& crds : registry.crds()) {
    if (crds.plugin == plugin) AppendCrds(crds.yaml, text);
  }
}

}  // namespace

absl::StatusOr<std::string> InspectPlugin(const std::string& file,
                                          const absl::StatusOr<loader::Registry>& registry) {
  if (access(file.c_str(), R_OK) != 0) {
    return absl::NotFoundError("cannot read plugin " + file + ": " + std::strerror(errno) +
                               "; correct the path");
  }
  std::string text;
  AppendLine("file", file, text);
  const absl::StatusOr<loader::Marker> marker = loader::ReadMarker(file);
  if (marker.ok()) {
    AppendLine("name", marker->name, text);
    AppendLine("version", marker->version, text);
    AppendLine("built for", "meshgate " + marker->release + ", fingerprint " + marker->fingerprint,
               text);
  }
  AppendLine("this manager", "meshgate " MESHGATE_VERSION ", fingerprint " MESHGATE_ABI_FINGERPRINT,
             text);
  if (!marker.ok() || !registry.ok()) {
    const absl::Status& why = marker.ok() ? registry.status() : marker.status();
    AppendLine("loads", "no: " + std::string(why.message()), text);
    return text;
  }
  AppendRoles(*registry, marker->name, text);
  AppendLine("loads", "yes; its code ran in this process to tell its roles", text);
  return text;
}

}  // namespace meshgate::cli
