#include "tools/fuzz/object_generator.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "core/resource/json.h"

namespace meshgate::fuzz {
namespace {

using resource::ListType;
using resource::NodeType;
using resource::SchemaNode;
using resource::SchemaProperty;
using resource::SchemaType;
using resource::Value;

constexpr int kNodes = 250;
constexpr int kManyNodes = 4000;
constexpr int kEssentialPercent = 85;

// What stands in fields of these names, where the schema allows it: mostly what leads somewhere.
using KnownTexts = std::map<std::string_view, std::vector<std::string>>;

const KnownTexts& TextsOfReferences(std::string_view around) {
  static const KnownTexts nothing;
  static const KnownTexts parents = {{"name", {"gw", "gw", "gw", "n0"}},
                                     {"namespace", {"ns", "ns", "ns", "other"}},
                                     {"group", {"gateway.networking.k8s.io"}},
                                     {"kind", {"Gateway", "Gateway", "Gateway", "HTTPRoute"}},
                                     {"sectionName", {"s", "s", "s", "gw", "n0"}}};
  static const KnownTexts backends = {{"name", {"s", "s", "s", "n0"}},
                                      {"namespace", {"ns", "ns", "ns", "other"}},
                                      {"group", {""}},
                                      {"kind", {"Service", "Service", "Service", "HTTPRoute"}}};
  if (around == "parentRefs") return parents;
  return around == "backendRefs" || around == "backendRef" ? backends : nothing;
}

const std::vector<std::string>& TextsOf(std::string_view name, std::string_view around) {
  static const std::vector<std::string> nothing;
  static const std::vector<std::string> names = {"gw", "s", "n0", "n1", "n2"};
  static const std::vector<std::string> hostnames = {"a.example", "*.example", "b.a.example",
                                                     "*.a.example", "c.test"};
  static const KnownTexts anywhere = {
      {"name", names},
      {"sectionName", names},
      {"gatewayClassName", {"kuma"}},
      {"namespace", {"ns", "ns", "other"}},
      {"controllerName", {"gateways.kuma.io/controller"}},
      {"group", {"", "gateway.networking.k8s.io"}},
      {"kind", {"Service", "Gateway", "HTTPRoute", "TCPRoute", "ListenerSet", "Secret"}},
      {"hostname", hostnames},
      {"hostnames", hostnames},
      {"protocol", {"HTTP", "HTTP", "TCP", "HTTPS", "TLS"}},
      {"addresses", {"10.0.0.1", "10.0.0.2", "2001:db8::1", "127.0.0.1"}},
      {"value", {"/", "/a", "10.0.0.1", "a.example"}},
  };
  const KnownTexts& references = TextsOfReferences(around);
  if (const auto found = references.find(name); found != references.end()) return found->second;
  const auto found = anywhere.find(name);
  return found == anywhere.end() ? nothing : found->second;
}

const std::vector<int64_t>& KnownNumbers(std::string_view name) {
  static const std::vector<int64_t> nothing, ports = {80, 80, 443, 8080},
                                             weights = {0, 1, 1, 1000000};
  if (name == "port") return ports;
  return name == "weight" ? weights : nothing;
}

// What objects are about: there more often than other optional fields.
bool IsEssential(std::string_view name) {
  static const std::set<std::string_view> names = {
      "parentRefs", "hostnames", "rules", "backendRefs", "ports", "endpoints", "from", "to"};
  return names.contains(name);
}

int64_t CountCharacters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool Fits(const SchemaNode& schema, const std::string& text) {
  const int64_t length = CountCharacters(text);
  return length >= schema.length.min && length <= schema.length.max &&
         (!schema.pattern || schema.pattern->Matches(text)) &&
         (schema.format == nullptr || schema.format->matches(text));
}

// What tells an item from the others of its list; "" in a list without such a rule.
std::string IdentityOf(const SchemaNode& list, const Value& item) {
  std::string text;
  if (list.list_type == ListType::kSet) EncodeJson(item, text);
  if (list.list_type != ListType::kMap) return text;
  for (const std::string& key : list.list_map_keys) {
    const SchemaNode* schema = list.items->FindProperty(key);
    if (const Value* value = item.Find(key)) {
      EncodeJson(*value, text);
    } else if (schema != nullptr && schema->default_value) {
      EncodeJson(*schema->default_value, text);
    }
    text += ',';
  }
  return text;
}

}  // namespace

Value ObjectGenerator::Next(const resource::KindInfo& kind, size_t index) {
  constexpr std::array kPercents = {0, 25, 40, 40, 60, 100};
  optional_percent_ = PickOf(kPercents);
  nodes_left_ = OneIn(100) ? kManyNodes : kNodes;
  std::vector<const resource::VersionInfo*> served;
  for (const resource::VersionInfo& version : kind.versions) {
    if (version.served) served.push_back(&version);
  }
  const resource::VersionInfo& version = *PickOf(served);
  Value object = Value::Map();
  object.Set("apiVersion", Value::String(kind.ApiVersion(version.name)));
  object.Set("kind", Value::String(std::string(kind.kind.kind())));
  object.Set("metadata", Metadata(kind, index));
  AddFields(version.schema.root(), "", object);
  return object;
}

Value ObjectGenerator::Metadata(const resource::KindInfo& kind, size_t index) {
  std::string name = "n" + std::to_string(index);
  if (OneIn(30)) name.resize(63, 'x');
  Value metadata = Value::Map({{"name", Value::String(name), {}}});
  if (kind.namespaced) metadata.Set("namespace", Value::String(OneIn(3) ? "other" : "ns"));
  if (OneIn(2)) {
    constexpr std::array kTimes = {"2024-01-31T10:00:00Z", "2025-01-31T10:00:00+14:00",
                                   "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"};
    metadata.Set("creationTimestamp", Value::String(PickOf(kTimes)));
  }
  Value labels = Value::Map();
  if (OneIn(2))
    labels.Set("kubernetes.io/service-name", Value::String("n" + std::to_string(Below(4))));
  if (OneIn(4)) labels.Set("kuma.io/mesh", Value::String(OneIn(2) ? "default" : "second"));
  if (!labels.fields.empty()) metadata.Set("labels", std::move(labels));
  return metadata;
}

Value ObjectGenerator::Of(const SchemaNode& schema, std::string_view name,
                          std::string_view around) {
  --nodes_left_;
  if (schema.nullable && OneIn(10)) return {};
  if (schema.default_value && OneIn(2)) return *schema.default_value;
  if (!schema.enum_values.empty()) return PickOf(schema.enum_values);
  switch (schema.type) {
    case SchemaType::kAny:
      return Anything();
    case SchemaType::kBoolean:
      return Value::Bool(OneIn(2));
    case SchemaType::kNumber:
    case SchemaType::kInteger:
      return WholeNumber(schema, name);
    case SchemaType::kIntOrString:
      return OneIn(2) ? Value::Integer(80) : Value::String(OneIn(2) ? "http" : "80");
    case SchemaType::kString:
      return Value::String(Text(schema, name, around));
    case SchemaType::kArray:
      return ListOf(schema, name);
    case SchemaType::kObject:
      break;
  }
  Value map = Value::Map();
  AddFields(schema, name, map);
  AddEntries(schema, name, map);
  FollowType(schema, map);
  return map;
}

// Fields that are there already stay.
void ObjectGenerator::AddFields(const SchemaNode& schema, std::string_view name, Value& map) {
  for (const SchemaProperty& property : schema.properties) {
    if (map.Find(property.name) != nullptr) continue;
    const std::vector<std::string>& required = schema.required;
    if (std::find(required.begin(), required.end(), property.name) == required.end()) {
      const bool often = optional_percent_ > 0 && IsEssential(property.name);
      const int percent =
          often ? std::max(optional_percent_, kEssentialPercent) : optional_percent_;
      if (nodes_left_ <= 0 || Below(100) >= percent) continue;
    }
    map.Set(property.name, Of(property.node, property.name, name));
  }
}

// A union: the field "type" names which of the other fields is there.
void ObjectGenerator::FollowType(const SchemaNode& schema, Value& map) {
  const SchemaNode* type = schema.FindProperty("type");
  const std::string chosen(map.FindText("type"));
  if (type == nullptr || chosen.empty() || OneIn(6)) return;
  for (const SchemaProperty& property : schema.properties) {
    const auto is_member = [&](const Value& value) {
      return absl::EqualsIgnoreCase(value.text, property.name);
    };
    const std::vector<Value>& types = type->enum_values;
    if (std::none_of(types.begin(), types.end(), is_member)) continue;
    if (!absl::EqualsIgnoreCase(chosen, property.name)) {
      map.Take(property.name);
    } else if (map.Find(property.name) == nullptr) {
      map.Set(property.name, Of(property.node, property.name, ""));
    }
  }
}

void ObjectGenerator::AddEntries(const SchemaNode& schema, std::string_view name, Value& map) {
  if (!schema.additional_properties) {
    if (schema.preserve_unknown_fields && OneIn(8)) map.Set("unknown", Anything());
    return;
  }
  const int64_t most = nodes_left_ <= 0 ? 0 : std::min<int64_t>(schema.property_count.max, 4);
  int64_t left = std::max<int64_t>(schema.property_count.min, Below(most + 1));
  for (; left > 0; --left) {
    map.Set(OneIn(2) ? "n" + std::to_string(left) : "example.com/n" + std::to_string(left),
            Of(*schema.additional_properties, name, name));
  }
}

Value ObjectGenerator::ListOf(const SchemaNode& schema, std::string_view name) {
  Value list = Value::List();
  if (!schema.items) return list;
  std::set<std::string> identities;
  for (size_t left = LengthOf(schema); left > 0; --left) {
    const bool enough = static_cast<int64_t>(list.items.size()) >= schema.item_count.min;
    if (nodes_left_ <= 0 && enough) break;
    Value item = Of(*schema.items, name, name);
    const std::string identity = IdentityOf(schema, item);
    if (identity.empty() || identities.insert(identity).second) {
      list.items.push_back(std::move(item));
    }
  }
  return list;
}

size_t ObjectGenerator::LengthOf(const SchemaNode& schema) {
  const int64_t min = schema.item_count.min;
  const int64_t most = std::min<int64_t>(schema.item_count.max, 2000);
  if (OneIn(40)) return most;
  if (OneIn(10)) return min;
  return std::min(most, min + 1 + Below(3));
}

Value ObjectGenerator::WholeNumber(const SchemaNode& schema, std::string_view name) {
  if (schema.type == SchemaType::kNumber && OneIn(2)) return {NodeType::kNumber, "0.5", {}, {}, {}};
  const double limit = schema.is_int32 || schema.type == SchemaType::kNumber ? 2147483647.0 : 9e18;
  const auto min = static_cast<int64_t>(std::max(schema.number.min, -limit));
  const auto max = static_cast<int64_t>(std::min(schema.number.max, limit));
  const std::vector<int64_t>& known = KnownNumbers(name);
  if (!known.empty() && !OneIn(4)) return Value::Integer(std::clamp(PickOf(known), min, max));
  const std::array<int64_t, 6> candidates = {min,
                                             max,
                                             std::clamp<int64_t>(0, min, max),
                                             std::clamp<int64_t>(1, min, max),
                                             std::min(max, min + Below(1000)),
                                             std::max(min, max - Below(1000))};
  return Value::Integer(PickOf(candidates));
}

Value ObjectGenerator::Anything() {
  switch (Below(6)) {
    case 0:
      return Value::Bool(true);
    case 1:
      return Value::Integer(-1);
    case 2:
      return Value::List({Value::Integer(1), Value::String("a"), Value::Map()});
    case 3:
      return Value::Map({{"a", Value::List({Value::Map()}), {}}, {"", Value::String(""), {}}});
    default:
      return Value::String(AnyText(SchemaNode()));
  }
}

std::string ObjectGenerator::Text(const SchemaNode& schema, std::string_view name,
                                  std::string_view around) {
  if (!OneIn(5)) {
    if (std::optional<std::string> known = KnownText(schema, name, around))
      return *std::move(known);
  }
  for (int tries = 20; tries > 0; --tries) {
    std::string text = schema.pattern ? Sample(schema) : AnyText(schema);
    if (Fits(schema, text)) return text;
  }
  return KnownText(schema, name, around).value_or("a");
}

std::optional<std::string> ObjectGenerator::KnownText(const SchemaNode& schema,
                                                      std::string_view name,
                                                      std::string_view around) {
  const std::vector<std::string>& known = TextsOf(name, around);
  if (!known.empty()) {
    if (const std::string& text = PickOf(known); Fits(schema, text)) return text;
  }
  constexpr std::array kTimes = {"2024-01-31T10:00:00Z", "0000-01-01T00:00:00Z",
                                 "9999-12-31T23:59:59Z"};
  if (const std::string text = PickOf(kTimes); schema.format && Fits(schema, text)) return text;
  return std::nullopt;
}

std::string ObjectGenerator::Sample(const SchemaNode& schema) {
  const std::string& pattern = schema.pattern->text();
  const auto sampler = samplers_.try_emplace(pattern, pattern).first;
  return sampler->second.Sample(OneIn(30) ? 120 : 4, random_);
}

std::string ObjectGenerator::AnyText(const SchemaNode& schema) {
  constexpr std::array kPieces = {"a",  "B",    "7",  "-",        ".",  "/",  "*",
                                  " ",  "\"",   "\\", "%REQ(x)%", "{{", "$(", "\n",
                                  "\t", "\x7f", "é",  "😀",        "'",  "#",  ":"};
  const int64_t most = std::min<int64_t>(schema.length.max, 5000);
  const int64_t longest = OneIn(50) ? most : std::min<int64_t>(most, schema.length.min + 8);
  const int64_t length =
      OneIn(8) ? longest : schema.length.min + Below(longest - schema.length.min + 1);
  std::string text;
  for (int64_t size = 0; size < length;) {
    const std::string piece = PickOf(kPieces);
    if (size + CountCharacters(piece) > length) {
      text.append(length - size, 'a');
      break;
    }
    text += piece;
    size += CountCharacters(piece);
  }
  return text;
}

}  // namespace meshgate::fuzz
