#include "core/pipeline/references.h"

#include "absl/strings/ascii.h"
#include "core/pipeline/fault.h"
#include "core/resource/service_port.h"
#include "core/resource/well_known.h"

namespace meshgate::pipeline {

Grants& AddGrants(engine::Engine& engine, const Inputs& inputs) {
  ObjectInput& objects = inputs.at(resource::kReferenceGrant);
  auto& stage = engine.AddStage<ObjectId, attach::ReferenceGrant>(
      "grants",
      [&](const ObjectId& id, engine::Reader& reader) -> std::optional<attach::ReferenceGrant> {
        return attach::ParseReferenceGrant(**reader.Find(objects, id));
      });
  return stage.keys_of(objects), stage;
}

GrantsByNamespaces& AddGrantsByNamespaces(Grants& grants) {
  return grants.AddIndex("by_namespaces",
                         [](const ObjectId& id, const attach::ReferenceGrant& grant) {
                           std::vector<NamespacePair> pairs;
                           for (std::string& from : attach::GrantedNamespaces(grant)) {
                             pairs.push_back({std::move(from), id.ns});
                           }
                           return pairs;
                         });
}

bool IsPermitted(engine::Reader& reader, Grants& grants, GrantsByNamespaces& by_namespaces,
                 const ObjectId& from, const ObjectId& to) {
  if (from.ns == to.ns || FaultIs(Fault::kGrantIgnored)) return true;
  for (const ObjectId& id : reader.List(by_namespaces, {from.ns, to.ns})) {
    const attach::ReferenceGrant& grant =
        FaultIs(Fault::kGrantNotReread) ? *grants.Peek(id) : *reader.Find(grants, id);
    if (attach::Permits(grant, from.kind, from.ns, to.kind, to.name)) return true;
  }
  return false;
}

Services& AddServices(engine::Engine& engine, const Inputs& inputs) {
  ObjectInput& objects = inputs.at(resource::kService);
  auto& stage = engine.AddStage<ObjectId, Service>(
      "services", [&](const ObjectId& id, engine::Reader& reader) -> std::optional<Service> {
        const resource::Node spec = (*reader.Find(objects, id))->spec();
        Service service;
        service.external_name = spec["type"].text() == "ExternalName";
        for (const resource::Node port : spec["ports"].items()) {
          if (!resource::IsTcpPort(port)) continue;
          service.ports.push_back(
              {static_cast<int>(port["port"].IntOr(0)),
               std::string(port["name"].text()),
               absl::AsciiStrToLower(std::string(port["appProtocol"].text()))});
        }
        return service;
      });
  return stage.keys_of(objects), stage;
}

}  // namespace meshgate::pipeline
