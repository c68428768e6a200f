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

// The list of a status in which each controller has entries of its own.
struct SharedList {
  const char* key;
  const char* ref_key;  // what tells the entries of one controller apart
  size_t max_items;     // an API server takes no more
};
constexpr SharedList kParents = {"parents", "parentRef", 32};        // RouteStatus
constexpr SharedList kAncestors = {"ancestors", "ancestorRef", 16};  // PolicyStatus

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

bool IsOurs(const Value& entry, std::string_view controller_name) {
  return entry.FindText("controllerName") == controller_name;
}

Value MergeShared(const SharedList& list, const Value* current, std::string_view now, Value ours) {
  if (ours.items.empty() && current == nullptr) return ours;
  Value merged = Value::List();
  std::vector<bool> placed(ours.items.size());
  const std::string controller_name(
      ours.items.empty() ? "" : ours.items.front().FindText("controllerName"));
  for (const Value& entry : current == nullptr ? std::vector<Value>() : current->items) {
    if (!IsOurs(entry, controller_name)) {
      merged.items.push_back(entry);
      continue;
    }
    const Value* ref = entry.Find(list.ref_key);
    for (size_t i = 0; i < ours.items.size() && ref != nullptr; ++i) {
      if (placed[i] || !(*ours.items[i].Find(list.ref_key) == *ref)) continue;
      MergeConditions(entry.Find("conditions"), now, *ours.items[i].Find("conditions"));
      merged.items.push_back(ours.items[i]);
      placed[i] = true;
      break;
    }
  }
  for (size_t i = 0; i < ours.items.size() && merged.items.size() < list.max_items; ++i) {
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

const SharedList* SharedListOf(const status::Document& document) {
  if (std::holds_alternative<status::RouteStatus>(document.status)) return &kParents;
  return std::holds_alternative<status::PolicyStatus>(document.status) ? &kAncestors : nullptr;
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
  if (const SharedList* const list = SharedListOf(ours)) {
    PatchField(list->key,
               MergeShared(*list, before.Find(list->key), now, *wanted.Take(list->key)), before,
               patch);
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
  Value patch = Value::Map();
  for (const SharedList& list : {kParents, kAncestors}) {
    const Value* entries = before.Find(list.key);
    if (entries == nullptr) continue;
    Value others = Value::List();
    for (const Value& entry : entries->items) {
      if (!IsOurs(entry, controller_name)) others.items.push_back(entry);
    }
    PatchField(list.key, std::move(others), before, patch);
  }
  return NotEmpty(std::move(patch));
}

}  // namespace meshgate::status_sink
