#include "core/status/document.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

namespace meshgate::status {
namespace {

using resource::Value;

constexpr std::string_view kNoTransitionTime = "1970-01-01T00:00:00Z";

void SetText(Value& map, std::string_view key, std::string_view text) {
  map.Set(key, Value::String(std::string(text)));
}

void SetTextIfGiven(Value& map, std::string_view key, std::string_view text) {
  if (!text.empty()) SetText(map, key, text);
}

void SetListIfAny(Value& map, std::string_view key, Value list) {
  if (!list.items.empty()) map.Set(key, std::move(list));
}

size_t PlaceOf(const Condition* condition) {
  const auto types = AllConditionTypes();
  return std::find_if(types.begin(), types.end(),
                      [&](const ConditionType& type) { return type.name == condition->type; }) -
         types.begin();
}

Value EncodeConditions(const std::vector<Condition>& conditions, int64_t generation) {
  std::vector<const Condition*> ordered;
  for (const Condition& condition : conditions) ordered.push_back(&condition);
  std::stable_sort(ordered.begin(), ordered.end(), [](const Condition* a, const Condition* b) {
    return PlaceOf(a) < PlaceOf(b);
  });

  Value list = Value::List();
  for (const Condition* condition : ordered) {
    Value& item = list.items.emplace_back(Value::Map());
    SetText(item, "type", condition->type);
    SetText(item, "status", ToString(condition->status));
    item.Set("observedGeneration", Value::Integer(generation));
    SetText(item, "lastTransitionTime", kNoTransitionTime);
    SetText(item, "reason", condition->reason);
    SetText(item, "message", condition->message);
  }
  return list;
}

Value EncodeSupportedKinds(const std::vector<resource::Kind>& kinds) {
  Value list = Value::List();
  for (const resource::Kind kind : kinds) {
    Value& item = list.items.emplace_back(Value::Map());
    SetText(item, "group", kind.group());
    SetText(item, "kind", kind.kind());
  }
  return list;
}

Value EncodeListener(const ListenerStatus& listener, int64_t generation) {
  Value map = Value::Map();
  SetText(map, "name", listener.name);
  map.Set("supportedKinds", EncodeSupportedKinds(listener.supported_kinds));
  map.Set("attachedRoutes", Value::Integer(listener.attached_routes));
  map.Set("conditions", EncodeConditions(listener.conditions, generation));
  return map;
}

Value EncodeParentRef(const ir::ParentRef& ref) {
  Value map = Value::Map();
  SetText(map, "group", ref.object.group);
  SetText(map, "kind", ref.object.kind);
  SetTextIfGiven(map, "namespace", ref.object.ns);
  SetText(map, "name", ref.object.name);
  SetTextIfGiven(map, "sectionName", ref.section_name);
  if (ref.port != 0) map.Set("port", Value::Integer(ref.port));
  return map;
}

// Encodes each kind of status; what all have in common is `generation`.
struct StatusEncoder {
  int64_t generation;

  Value operator()(const GatewayClassStatus& status) const {
    Value map = Value::Map();
    SetListIfAny(map, "conditions", EncodeConditions(status.conditions, generation));
    Value features = Value::List();
    for (const std::string& feature : status.supported_features) {
      SetText(features.items.emplace_back(Value::Map()), "name", feature);
    }
    SetListIfAny(map, "supportedFeatures", std::move(features));
    return map;
  }

  Value operator()(const GatewayStatus& status) const {
    Value addresses = Value::List();
    for (const Address& address : status.addresses) {
      Value& item = addresses.items.emplace_back(Value::Map());
      SetText(item, "type", address.type);
      SetText(item, "value", address.value);
    }
    Value listeners = Value::List();
    for (const ListenerStatus& listener : status.listeners) {
      listeners.items.push_back(EncodeListener(listener, generation));
    }
    Value map = Value::Map();
    SetListIfAny(map, "addresses", std::move(addresses));
    SetListIfAny(map, "conditions", EncodeConditions(status.conditions, generation));
    SetListIfAny(map, "listeners", std::move(listeners));
    return map;
  }

  Value operator()(const RouteStatus& status) const {
    return EncodeParents("parents", "parentRef", status.parents);
  }
  Value operator()(const PolicyStatus& status) const {
    return EncodeParents("ancestors", "ancestorRef", status.ancestors);
  }

  Value EncodeParents(std::string_view list_key, std::string_view ref_key,
                      const std::vector<ParentStatus>& parents) const {
    Value list = Value::List();
    for (const ParentStatus& parent : parents) {
      Value& item = list.items.emplace_back(Value::Map());
      item.Set(ref_key, EncodeParentRef(parent.ref));
      SetText(item, "controllerName", parent.controller_name);
      item.Set("conditions", EncodeConditions(parent.conditions, generation));
    }
    Value map = Value::Map();
    map.Set(list_key, std::move(list));
    return map;
  }
};

}  // namespace

Value Encode(const Document& document) {
  Value metadata = Value::Map();
  SetText(metadata, "name", document.id.name);
  SetTextIfGiven(metadata, "namespace", document.id.ns);

  Value map = Value::Map();
  SetText(map, "apiVersion", document.api_version);
  SetText(map, "kind", document.id.kind.kind());
  map.Set("metadata", std::move(metadata));
  map.Set("status", std::visit(StatusEncoder{document.observed_generation}, document.status));
  return map;
}

}  // namespace meshgate::status
