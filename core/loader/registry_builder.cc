#include "core/loader/registry_builder.h"

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "core/base/status_macros.h"
#include "core/loader/ir_check.h"
#include "core/loader/protocols.h"
#include "core/resource/well_known.h"

namespace meshgate::loader {
namespace {

std::string ToString(const Plugin& plugin) {
  return "plugin " + plugin.name + " (" + plugin.file + ")";
}

absl::Status RegistrationFailed(const Plugin& plugin, const std::string& why) {
  return absl::FailedPreconditionError(ToString(plugin) + " failed to register: " + why +
                                       "; report it to its author, or remove the file");
}

// Errors are completed by "plugin NAME (FILE) ".
absl::Status CheckSpec(const plugin::RouteKindSpec& spec) {
  if (spec.kind.empty()) {
    return absl::InvalidArgumentError("registers a route kind without a name; give it one");
  }
  if (spec.versions.empty()) {
    return absl::InvalidArgumentError("registers the route kind " + spec.kind +
                                      " without a version; name those that it understands");
  }
  for (const std::string& name : spec.protocols) {
    const ir::ListenerProtocol* const protocol = FindNamed(StandardProtocols(), name);
    if (protocol == nullptr) {
      return absl::InvalidArgumentError("registers the route kind " + spec.kind +
                                        " for the unknown protocol \"" + name +
                                        "\"; use HTTP, HTTPS, TLS, TCP or UDP");
    }
    if (protocol->traffic != spec.traffic) {
      return absl::InvalidArgumentError(
          "registers the route kind " + spec.kind + " for the protocol " + name +
          ", whose listeners have other traffic than the kind routes; use kHttp for HTTP and "
          "HTTPS, kTls for TLS, kTcp for TCP and kUdp for UDP");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSpec(const plugin::FilterKindSpec& spec) {
  if (spec.kind.empty()) {
    return absl::InvalidArgumentError("registers a filter kind without a name; give it one");
  }
  if (!spec.envoy_filter) return absl::OkStatus();
  if (const std::string error = FindInvalidMessage(*spec.envoy_filter); !error.empty()) {
    return absl::InvalidArgumentError("registers the filter kind " + spec.kind +
                                      " with an Envoy filter whose " + error);
  }
  return absl::OkStatus();
}

absl::Status CheckSpec(const plugin::PolicySpec& spec) {
  if (spec.kind.empty()) {
    return absl::InvalidArgumentError("registers a kind of policies without a name; give it one");
  }
  const std::string kind = "registers the kind of policies " + spec.kind;
  if (spec.targets.empty()) {
    return absl::InvalidArgumentError(kind + " without a kind of targets; name one");
  }
  for (const ir::KindName& name : spec.targets) {
    const resource::Kind target = resource::Kind::Of(name.group, name.kind);
    if (target == resource::kService || target == resource::kGateway) continue;
    return absl::InvalidArgumentError(kind + " for targets of kind " + ToString(target) +
                                      "; use " + ToString(resource::kService) + " or " +
                                      ToString(resource::kGateway));
  }
  return absl::OkStatus();
}

absl::Status CheckSpec(const plugin::ListenerKindSpec& spec) {
  if (spec.protocols.empty()) {
    return absl::InvalidArgumentError("registers a listener kind without a protocol; name one");
  }
  for (const ir::ListenerProtocol& protocol : spec.protocols) {
    const ir::ListenerProtocol* const standard = FindNamed(StandardProtocols(), protocol.name);
    // Proxies can be told of no other one yet.
    if (standard == nullptr || !standard->ends_tls) {
      return absl::InvalidArgumentError("registers a listener kind for the protocol \"" +
                                        protocol.name + "\"; use HTTPS");
    }
    if (protocol != *standard) {
      return absl::InvalidArgumentError(
          "registers a listener kind for the protocol " + protocol.name +
          " with another transport or traffic than it has; say kTcp, kHttp and ends_tls");
    }
  }
  return absl::OkStatus();
}

}  // namespace

// Receives the roles of one plugin. The first error stays.
class RegistryBuilder::Registration final : public plugin::Registrar {
 public:
  Registration(RegistryBuilder& builder, Plugin& plugin) : builder_(builder), plugin_(plugin) {}

  void AddRouteKind(const plugin::RouteKind& kind) override {
    plugin::RouteKindSpec spec = kind.spec();
    if (absl::Status status = CheckSpec(spec); !status.ok()) return Fail(std::move(status));
    const resource::Kind id = resource::Kind::Of(spec.group, spec.kind);
    if (!ClaimKind(id, "route kind")) return;
    plugin_.roles.push_back(resource::ToString(id));
    builder_.registry_.route_kinds_.push_back({id, std::move(spec), &kind, plugin_.name});
  }

  void AddFilterKind(const plugin::FilterKind& kind) override {
    plugin::FilterKindSpec spec = kind.spec();
    if (absl::Status status = CheckSpec(spec); !status.ok()) return Fail(std::move(status));
    const resource::Kind id = resource::Kind::Of(spec.group, spec.kind);
    if (!ClaimKind(id, "filter kind")) return;
    plugin_.roles.push_back("filter " + resource::ToString(id));
    builder_.registry_.filter_kinds_.push_back({id, std::move(spec), &kind, plugin_.name});
  }

  void AddClassParameters(const plugin::ClassParameters& parameters) override {
    plugin::ClassParametersSpec spec = parameters.spec();
    if (spec.kind.empty()) {
      return Fail(absl::InvalidArgumentError(
          "registers a kind of parameters without a name; give it one"));
    }
    if (std::find(spec.reads.begin(), spec.reads.end(), ir::KindName{"", "Secret"}) !=
        spec.reads.end()) {
      return Fail(absl::InvalidArgumentError("registers the kind of parameters " + spec.kind +
                                             " that reads Secrets; it cannot"));
    }
    const resource::Kind id = resource::Kind::Of(spec.group, spec.kind);
    if (!ClaimKind(id, "kind of parameters")) return;
    plugin_.roles.push_back("parameters " + resource::ToString(id));
    builder_.registry_.parameters_kinds_.push_back(
        {id, std::move(spec), &parameters, plugin_.name});
  }

  void AddListenerKind(const plugin::ListenerKind& kind) override {
    plugin::ListenerKindSpec spec = kind.spec();
    if (absl::Status status = CheckSpec(spec); !status.ok()) return Fail(std::move(status));
    for (const ir::ListenerProtocol& protocol : spec.protocols) {
      const std::string role = "protocol " + protocol.name;
      if (!Claim(role, role)) return;
      plugin_.roles.push_back(role);
    }
    builder_.registry_.listener_kinds_.push_back({std::move(spec), &kind, plugin_.name});
  }

  void AddPolicy(const plugin::Policy& policy) override {
    plugin::PolicySpec spec = policy.spec();
    if (absl::Status status = CheckSpec(spec); !status.ok()) return Fail(std::move(status));
    const resource::Kind id = resource::Kind::Of(spec.group, spec.kind);
    if (!ClaimKind(id, "kind of policies")) return;
    plugin_.roles.push_back("policy " + resource::ToString(id));
    builder_.registry_.policy_kinds_.push_back({id, std::move(spec), &policy, plugin_.name});
  }

  void AddMembership(const plugin::Membership& membership) override {
    if (!Claim("membership", "membership")) return;
    plugin_.roles.emplace_back(membership.noun());
    builder_.registry_.membership_ = &membership;
  }

  void AddCrd(std::string_view yaml) override {
    builder_.registry_.crds_.push_back({plugin_.name, std::string(yaml)});
  }

  const absl::Status& status() const { return status_; }

 private:
  // The objects of one kind have one meaning, whatever the role.
  bool ClaimKind(resource::Kind kind, const std::string& role) {
    return Claim("kind " + resource::ToString(kind), role + " " + resource::ToString(kind));
  }

  bool Claim(const std::string& thing, const std::string& role) {
    const auto [owner, added] = builder_.owners_.try_emplace(thing, ToString(plugin_));
    if (!added) {
      Fail(absl::AlreadyExistsError("registers the " + role + " that " + owner->second +
                                    " has registered; load one of the two"));
    }
    return added;
  }

  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
  }

  RegistryBuilder& builder_;
  Plugin& plugin_;
  absl::Status status_;
};

absl::Status RegistryBuilder::Add(Plugin plugin, const plugin::Entry& entry) {
  Registration registration(*this, plugin);
  try {
    entry.register_roles(registration);
  } catch (const std::exception& error) {
    return RegistrationFailed(plugin, error.what());
  } catch (...) {
    return RegistrationFailed(plugin, "it threw an unknown exception");
  }
  if (const absl::Status& status = registration.status(); !status.ok()) {
    return absl::FailedPreconditionError(ToString(plugin) + " " + std::string(status.message()));
  }
  registry_.plugins_.push_back(std::move(plugin));
  return absl::OkStatus();
}

Registry RegistryBuilder::Build() && {
  std::sort(registry_.plugins_.begin(), registry_.plugins_.end(),
            [](const Plugin& a, const Plugin& b) { return a.name < b.name; });
  const auto by_kind = [](const auto& a, const auto& b) { return a.kind < b.kind; };
  std::sort(registry_.route_kinds_.begin(), registry_.route_kinds_.end(), by_kind);
  std::sort(registry_.filter_kinds_.begin(), registry_.filter_kinds_.end(), by_kind);
  std::sort(registry_.parameters_kinds_.begin(), registry_.parameters_kinds_.end(), by_kind);
  std::sort(registry_.policy_kinds_.begin(), registry_.policy_kinds_.end(), by_kind);
  std::sort(
      registry_.listener_kinds_.begin(), registry_.listener_kinds_.end(),
      [](const ListenerKind& a, const ListenerKind& b) { return a.plugin < b.plugin; });
  return std::move(registry_);
}

}  // namespace meshgate::loader
