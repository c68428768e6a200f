#include "controllers/infra/kubernetes/merge.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "controllers/infra/kubernetes/quantity.h"
#include "core/resource/json.h"
#include "core/resource/tree.h"

namespace meshgate::infra {
namespace {

using resource::Field;
using resource::NodeType;
using resource::Value;

constexpr char kFieldsAnnotation[] = "meshgate.io/fields";
constexpr std::string_view kIdentities[] = {"mountPath", "name", "uid", "topologyKey"};

// "" when the item is like no other.
std::string_view IdentityOf(const Value& item) {
  for (const std::string_view key : kIdentities) {
    const std::string_view text = item.FindText(key);
    if (!text.empty()) return text;
  }
  return "";
}

const Value* FindItem(const Value* list, std::string_view identity) {
  if (list == nullptr || identity.empty()) return nullptr;
  for (const Value& item : list->items) {
    if (IdentityOf(item) == identity) return &item;
  }
  return nullptr;
}

// The maps of a value; items of lists by their identity. Everything else is 0.
Value FieldsOf(const Value& value) {
  Value fields = Value::Map();
  for (const Field& field : value.fields) fields.Set(field.key, FieldsOf(field.value));
  for (const Value& item : value.items) {
    const std::string_view identity = IdentityOf(item);
    if (!identity.empty()) fields.Set(identity, FieldsOf(item));
  }
  return fields.fields.empty() ? Value::Integer(0) : fields;
}

const Value* FindIn(const Value* map, std::string_view key) {
  return map == nullptr ? nullptr : map->Find(key);
}

// Takes out of `value` what `fields` says was set. Returns whether nothing of it is left.
bool Remove(const Value& fields, Value& value) {
  if (value.type != NodeType::kMap || fields.fields.empty()) return true;
  for (const Field& field : fields.fields) {
    Value* const child = value.Find(field.key);
    if (child != nullptr && Remove(field.value, *child)) value.Take(field.key);
  }
  return value.fields.empty();
}

class Merger {
 public:
  // `before`: the fields that were set the last time; null when nobody knows.
  static Value Merge(const Value& wanted, const Value& observed, const Value* before,
                     std::string_view key, bool is_quantity) {
    if (wanted.type != observed.type && !(is_quantity && IsScalar(wanted) && IsScalar(observed))) {
      return wanted;
    }
    // Of selectors, which Kubernetes calls atomic, one more label would select nothing.
    if (key == "selector") return wanted;
    if (wanted.type == NodeType::kMap) return MergeMaps(wanted, observed, before, is_quantity);
    if (wanted.type == NodeType::kList) return MergeLists(wanted, observed, before, key);
    return is_quantity && AreEqualQuantities(wanted, observed) ? observed : wanted;
  }

 private:
  static bool IsScalar(const Value& value) {
    return value.type != NodeType::kMap && value.type != NodeType::kList;
  }

  static Value MergeMaps(const Value& wanted, const Value& observed, const Value* before,
                         bool is_quantity) {
    Value merged = observed;
    if (before != nullptr) {
      for (const Field& field : before->fields) {
        if (wanted.Find(field.key) != nullptr) continue;
        Value* const child = merged.Find(field.key);
        if (child != nullptr && Remove(field.value, *child)) merged.Take(field.key);
      }
    }
    for (const Field& field : wanted.fields) {
      const Value* const old = observed.Find(field.key);
      const bool quantity = is_quantity || field.key == "resources";
      merged.Set(field.key, old == nullptr ? field.value
                                           : Merge(field.value, *old, FindIn(before, field.key),
                                                   field.key, quantity));
    }
    return merged;
  }

  static Value MergeLists(const Value& wanted, const Value& observed, const Value* before,
                          std::string_view key) {
    Value merged = Value::List();
    for (const Value& item : wanted.items) {
      const std::string_view identity = IdentityOf(item);
      const Value* const old = FindItem(&observed, identity);
      merged.items.push_back(
          old == nullptr ? item : Merge(item, *old, FindIn(before, identity), "", false));
    }
    if (key != "ownerReferences") return merged;
    for (const Value& item : observed.items) {
      const std::string_view identity = IdentityOf(item);
      if (FindItem(&wanted, identity) == nullptr) merged.items.push_back(item);
    }
    return merged;
  }

  static bool AreEqualQuantities(const Value& a, const Value& b) {
    const std::optional<double> number = ParseQuantity(a.text);
    return number && number == ParseQuantity(b.text);
  }
};

Value FieldsBefore(const resource::Object& observed) {
  resource::Decoded decoded = resource::DecodeJson(observed.Annotation(kFieldsAnnotation));
  if (decoded.error || decoded.documents.size() != 1) return Value::Map();
  return std::move(decoded.documents.front().value);
}

}  // namespace

void NoteFields(Value& wanted) {
  Value fields = FieldsOf(wanted);
  for (const char* key : {"apiVersion", "kind"}) fields.Take(key);
  std::string text;
  resource::EncodeJson(resource::Tree::Freeze(fields)->root(), text);  // sorted
  Value& metadata = *wanted.Find("metadata");
  Value* annotations = metadata.Find("annotations");
  if (annotations == nullptr) annotations = &metadata.Set("annotations", Value::Map());
  annotations->Set(kFieldsAnnotation, Value::String(std::move(text)));
}

Value MergeOver(const Value& wanted, const resource::Object& observed) {
  const Value before = FieldsBefore(observed);
  return Merger::Merge(wanted, observed.Thaw(), &before, "", false);
}

}  // namespace meshgate::infra
