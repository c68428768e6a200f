#include "core/pipeline/gateways.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

// What makes the whole Gateway unusable, whatever its listeners say.
std::optional<Problem> CheckGateway(resource::Node spec, const GatewayClass& gateway_class,
                                    const ResolvedParameters& parameters, const Options& options) {
  if (gateway_class.not_accepted) {
    return Problem{&status::kGatewayAcceptedFalseInvalid,
                   "the GatewayClass \"" + std::string(spec["gatewayClassName"].text()) +
                       "\" is not accepted: " + gateway_class.not_accepted->message};
  }
  if (parameters.problem) {
    return Problem{&status::kGatewayAcceptedFalseInvalidParameters, *parameters.problem};
  }
  size_t index = 0;
  for (const resource::Node address : spec["addresses"].items()) {
    const std::string_view type = address["type"].TextOr("IPAddress");
    const bool hostnames = options.assigned_addresses;
    if (type != "IPAddress" && !(hostnames && type == "Hostname")) {
      return Problem{&status::kGatewayAcceptedFalseUnsupportedAddress,
                     "spec.addresses[" + std::to_string(index) + "].type: \"" + std::string(type) +
                         "\" is not supported; use IPAddress" + (hostnames ? " or Hostname" : "")};
    }
    ++index;
  }
  return std::nullopt;
}

// Gateway API, FrontendTLSConfig: a port's own configuration takes the place of the default.
bool ValidatesClients(resource::Node frontend, int port) {
  for (const resource::Node each : frontend["perPort"].items()) {
    if (each["port"].IntOr(0) == port) return bool(each["tls"]["validation"]);
  }
  return bool(frontend["default"]["validation"]);
}

// To serve a listener without the validation that is asked for would open it to everybody.
void RefuseClientValidation(resource::Node frontend, std::vector<Listener>& listeners) {
  for (Listener& listener : listeners) {
    if (listener.not_accepted || !listener.protocol.ends_tls) continue;
    if (!ValidatesClients(frontend, listener.port)) continue;
    listener.not_accepted =
        Problem{&status::kListenerAcceptedFalseUnsupportedValue,
                "spec.tls.frontend asks for certificates of clients on port " +
                    std::to_string(listener.port) +
                    ", which are not supported; remove it, or serve these clients elsewhere"};
  }
}

// Without a value: any address will do.
std::vector<std::string> ReadAddresses(resource::Node spec, std::string_view type) {
  std::vector<std::string> addresses;
  for (const resource::Node address : spec["addresses"].items()) {
    const std::string_view value = address["value"].text();
    if (address["type"].TextOr("IPAddress") == type && !value.empty()) {
      addresses.emplace_back(value);
    }
  }
  return addresses;
}

ir::StringMap ReadTexts(resource::Node map) {
  ir::StringMap texts;
  for (const auto [key, value] : map.fields()) texts.emplace(key, value.text());
  return texts;
}

}  // namespace

Gateways& AddGateways(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, const Options& options,
                      Parameters& parameters, Classes& classes, Namespaces& namespaces) {
  ObjectInput& objects = inputs.at(resource::kGateway);
  auto& stage = engine.AddStage<ObjectId, Gateway>(
      "gateways", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<Gateway> {
        const resource::Object& object = **reader.Find(objects, id);
        const resource::Node spec = object.spec();
        const GatewayClass* const gateway_class = reader.Find(
            classes, {resource::kGatewayClass, "", std::string(spec["gatewayClassName"].text())});
        if (gateway_class == nullptr) return std::nullopt;
        ResolvedParameters resolved = ResolveParameters(
            spec["infrastructure"]["parametersRef"], "spec.infrastructure.parametersRef", id.ns,
            registry, parameters, reader);
        Gateway gateway;
        gateway.api_version = object.api_version();
        gateway.generation = object.metadata().generation;
        gateway.created_seconds = object.metadata().creation_seconds;
        gateway.group = ReadGroup(reader, namespaces, registry, OwnGroup(registry, object), id.ns);
        gateway.not_accepted = CheckGateway(spec, *gateway_class, resolved, options);
        gateway.addresses = ReadAddresses(spec, "IPAddress");
        gateway.hostnames = ReadAddresses(spec, "Hostname");
        gateway.gateway_class = spec["gatewayClassName"].text();
        gateway.uid = object.metadata().uid;
        gateway.parameters = std::move(resolved.object);
        gateway.notes = std::move(resolved.notes);
        if (spec["tls"]["backend"]) {
          gateway.notes += (gateway.notes.empty() ? "" : " ") +
                           std::string("spec.tls.backend: no certificate is shown to backends.");
        }
        gateway.labels = ReadTexts(spec["infrastructure"]["labels"]);
        gateway.annotations = ReadTexts(spec["infrastructure"]["annotations"]);
        for (const resource::Node node : spec["listeners"].items()) {
          gateway.listeners.push_back(ReadListener(object, node, registry));
        }
        RefuseClientValidation(spec["tls"]["frontend"], gateway.listeners);
        FindConflicts(gateway.listeners);
        return gateway;
      });
  return stage.keys_of(objects), stage;
}

std::vector<FrontendId> FrontendsOf(const ObjectId& id, const Gateway& gateway) {
  std::vector<FrontendId> frontends;
  for (const Listener& listener : gateway.listeners) frontends.push_back({id, listener.name});
  return frontends;
}

const Listener* FindListener(const Gateway& gateway, const std::string& name) {
  const auto found = std::find_if(gateway.listeners.begin(), gateway.listeners.end(),
                                  [&](const Listener& listener) { return listener.name == name; });
  return found == gateway.listeners.end() ? nullptr : &*found;
}

}  // namespace meshgate::pipeline
