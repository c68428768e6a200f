#include "core/pipeline/gateways.h"

#include <string>
#include <utility>

#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

// What makes the whole Gateway unusable, whatever its listeners say.
std::optional<Problem> CheckGateway(resource::Node spec, const GatewayClass& gateway_class) {
  if (gateway_class.not_accepted) {
    return Problem{&status::kGatewayAcceptedFalseInvalid,
                   "the GatewayClass \"" + std::string(spec["gatewayClassName"].text()) +
                       "\" is not accepted: " + gateway_class.not_accepted->message};
  }
  if (const resource::Node ref = spec["infrastructure"]["parametersRef"]) {
    return Problem{&status::kGatewayAcceptedFalseInvalidParameters,
                   "spec.infrastructure.parametersRef: no loaded plugin understands kind " +
                       std::string(ref["kind"].text()) + " of group \"" +
                       std::string(ref["group"].text()) +
                       "\"; remove the reference or load a plugin for it"};
  }
  if (spec["tls"]) {
    return Problem{
        &status::kGatewayAcceptedFalseInvalid,
        "spec.tls: client certificates need a TLS plugin, and none is loaded; remove it"};
  }
  size_t index = 0;
  for (const resource::Node address : spec["addresses"].items()) {
    const std::string_view type = address["type"].TextOr("IPAddress");
    if (type != "IPAddress") {
      return Problem{&status::kGatewayAcceptedFalseUnsupportedAddress,
                     "spec.addresses[" + std::to_string(index) + "].type: \"" + std::string(type) +
                         "\" is not supported; use IPAddress"};
    }
    ++index;
  }
  return std::nullopt;
}

std::vector<std::string> ReadAddresses(resource::Node spec) {
  std::vector<std::string> addresses;
  for (const resource::Node address : spec["addresses"].items()) {
    const std::string_view value = address["value"].text();
    if (address["type"].TextOr("IPAddress") == "IPAddress" && !value.empty()) {
      addresses.emplace_back(value);
    }
  }
  return addresses;
}

}  // namespace

Gateways& AddGateways(engine::Engine& engine, const Inputs& inputs,
                      const loader::Registry& registry, Classes& classes, Namespaces& namespaces) {
  ObjectInput& objects = inputs.at(resource::kGateway);
  auto& stage = engine.AddStage<ObjectId, Gateway>(
      "gateways", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<Gateway> {
        const resource::Object& object = **reader.Find(objects, id);
        const resource::Node spec = object.spec();
        const GatewayClass* const gateway_class = reader.Find(
            classes, {resource::kGatewayClass, "", std::string(spec["gatewayClassName"].text())});
        if (gateway_class == nullptr) return std::nullopt;
        Gateway gateway;
        gateway.api_version = object.api_version();
        gateway.generation = object.metadata().generation;
        gateway.created_seconds = object.metadata().creation_seconds;
        gateway.group = ReadGroup(reader, namespaces, registry, OwnGroup(registry, object), id.ns);
        gateway.not_accepted = CheckGateway(spec, *gateway_class);
        gateway.addresses = ReadAddresses(spec);
        for (const resource::Node node : spec["listeners"].items()) {
          gateway.listeners.push_back(ReadListener(node, registry));
        }
        FindConflicts(gateway.listeners);
        return gateway;
      });
  return stage.keys_of(objects), stage;
}

}  // namespace meshgate::pipeline
