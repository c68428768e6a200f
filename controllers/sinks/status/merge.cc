#include "controllers/sinks/status/merge.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/status/reasons.h"

namespace meshgate::status_sink {
namespace {

using resource::Node;
using resource::Value;

constexpr size_t kMaxParents = 32;  // RouteStatus.parents: MaxItems

bool IsOurType(std::string_view name) {
  const auto types = status::AllConditionTypes();
  return std::any_of(types.begin(), types.end(),
                     [&](const status::ConditionType& type) { return type.name == name; });
}

const Value* FindBy(std::string_view key, std::string_view text, const Value& list) {
  const auto found =
      std::find_if(list.items.begin(), list.items.end(),
                   [&](const Value& item) { return item.FindText(key) == text; });
  return found == list.items.end() ? nullptr : &*found;
}

// Gives our conditions the times of those in `current` that they do not change.
void MergeConditions(const Value* current, std::string_view now, Value& ours) {
  static const Value kNone = Value::List();
  const Value& before = current != nullptr ? *current : kNone;
  for (Value& condition : ours.items) {
    const Value* same = FindBy("type", condition.FindText("type"), before);
    const bool changed =
        same == nullptr || same->FindText("status") != condition.FindText("status");
    condition.Set("lastTransitionTime",
                  Value::String(std::string(changed ? now : same->FindText("lastTransitionTime"))));
  }
  for (const Value& condition : before.items) {
    if (!IsOurType(condition.FindText("type"))) ours.items.push_back(condition);
  }
}

void MergeListeners(const Value* current, std::string_view now, Value& ours) {
  for (Value& listener : ours.items) {
    const Value* same =
        current == nullptr ? nullptr : FindBy("name", listener.FindText("name"), *current);
    MergeConditions(same == nullptr ? nullptr : same->Find("conditions"), now,
                    *listener.Find("conditions"));
  }
}

bool IsOurs(const Value& parent, std::string_view controller_name) {
  return parent.FindText("controllerName") == controller_name;
}

Value MergeParents(const Value* current, std::string_view now, Value ours) {
  if (ours.items.empty() && current == nullptr) return ours;
  Value merged = Value::List();
  std::vector<bool> placed(ours.items.size());
  const std::string controller_name(
      ours.items.empty() ? "" : ours.items.front().FindText("controllerName"));
  for (const Value& parent : current == nullptr ? std::vector<Value>() : current->items) {
    if (!IsOurs(parent, controller_name)) {
      merged.items.push_back(parent);
      continue;
    }
    const Value* ref = parent.Find("parentRef");
    for (size_t i = 0; i < ours.items.size() && ref != nullptr; ++i) {
      if (placed[i] || !(*ours.items[i].Find("parentRef") == *ref)) continue;
      MergeConditions(parent.Find("conditions"), now, *ours.items[i].Find("conditions"));
      merged.items.push_back(ours.items[i]);
      placed[i] = true;
      break;
    }
  }
  for (size_t i = 0; i < ours.items.size() && merged.items.size() < kMaxParents; ++i) {
    if (placed[i]) continue;
    MergeConditions(nullptr, now, *ours.items[i].Find("conditions"));
    merged.items.push_back(ours.items[i]);
  }
  return merged;
}

// Adds to `patch` what makes the field say `wanted`; an absent value removes it.
void PatchField(std::string_view key, std::optional<Value> wanted, const Value& current,
                Value& patch) {
  const Value* before = current.Find(key);
  if (!wanted) {
    if (before != nullptr) patch.Set(key, Value());
  } else if (before == nullptr || !(*before == *wanted)) {
    patch.Set(key, *std::move(wanted));
  }
}

std::optional<Value> NotEmpty(Value patch) {
  if (patch.fields.empty()) return std::nullopt;
  return patch;
}

Value ThawStatus(Node current) { return current ? resource::Thaw(current) : Value::Map(); }

}  // namespace

std::optional<Value> PatchToSay(const status::Document& ours, Node current, std::string_view now) {
  const Value before = ThawStatus(current);
  Value wanted = *status::Encode(ours).Take("status");
  if (Value* conditions = wanted.Find("conditions")) {
    MergeConditions(before.Find("conditions"), now, *conditions);
  }
  if (Value* listeners = wanted.Find("listeners")) {
    MergeListeners(before.Find("listeners"), now, *listeners);
  }
  Value patch = Value::Map();
  if (std::holds_alternative<status::RouteStatus>(ours.status)) {
    PatchField("parents", MergeParents(before.Find("parents"), now, *wanted.Take("parents")),
               before, patch);
  } else if (std::holds_alternative<status::GatewayStatus>(ours.status)) {
    for (const char* const key : {"addresses", "conditions", "listeners"}) {
      PatchField(key, wanted.Take(key), before, patch);
    }
  } else {
    for (const char* const key : {"conditions", "supportedFeatures"}) {
      PatchField(key, wanted.Take(key), before, patch);
    }
  }
  return NotEmpty(std::move(patch));
}

std::optional<Value> PatchToForget(Node current, std::string_view controller_name) {
  const Value before = ThawStatus(current);
  const Value* parents = before.Find("parents");
  if (parents == nullptr) return std::nullopt;
  Value others = Value::List();
  for (const Value& parent : parents->items) {
    if (!IsOurs(parent, controller_name)) others.items.push_back(parent);
  }
  Value patch = Value::Map();
  PatchField("parents", std::move(others), before, patch);
  return NotEmpty(std::move(patch));
}

}  // namespace meshgate::status_sink
