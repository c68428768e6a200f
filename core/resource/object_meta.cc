#include "core/resource/object_meta.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/strings/ascii.h"
#include "core/resource/schema_checks.h"
#include "core/resource/schema_messages.h"
#include "core/resource/schema_text.h"

namespace meshgate::resource {
namespace {

// As Go decodes it: a null among labels and annotations is an empty text.
constexpr char kObjectFields[] = R"(
type: object
properties:
  apiVersion: {type: string}
  kind: {type: string}
  metadata:
    type: object
    properties:
      name: {type: string}
      generateName: {type: string}
      namespace: {type: string}
      selfLink: {type: string}
      uid: {type: string}
      resourceVersion: {type: string}
      generation: {type: integer, minimum: 0}
      creationTimestamp: {type: string, format: date-time}
      deletionTimestamp: {type: string, format: date-time}
      deletionGracePeriodSeconds: {type: integer}
      labels: {type: object, additionalProperties: {type: string, default: ""}}
      annotations: {type: object, additionalProperties: {type: string, default: ""}}
      finalizers: {type: array, items: {type: string}}
      managedFields:
        type: array
        items: {type: object, x-kubernetes-preserve-unknown-fields: true}
      ownerReferences:
        type: array
        items:
          type: object
          required: [apiVersion, kind, name, uid]
          properties:
            apiVersion: {type: string, minLength: 1}
            kind: {type: string, minLength: 1}
            name: {type: string, minLength: 1}
            uid: {type: string, minLength: 1}
            controller: {type: boolean}
            blockOwnerDeletion: {type: boolean}
)";

constexpr size_t kMaxAnnotationBytes = 256 << 10;

// Properties that `node` has itself stay.
void AddMissingProperties(SchemaNode from, SchemaNode& node) {
  for (SchemaProperty& property : from.properties) {
    const SchemaNode* own = node.FindProperty(property.name);
    if (own == nullptr || own == node.additional_properties.get()) {
      node.SetProperty(property.name, std::move(property.node));
    }
  }
}

void AddFieldsOfObject(SchemaNode& node) {
  SchemaNode fields = ParseSchemaText(kObjectFields);
  for (SchemaProperty& property : node.properties) {
    if (property.name != "metadata") continue;
    for (SchemaProperty& field : fields.properties) {
      if (field.name == "metadata") AddMissingProperties(std::move(field.node), property.node);
    }
  }
  AddMissingProperties(std::move(fields), node);
}

void AddFieldsOfEmbedded(SchemaNode& node) {
  if (node.embedded_resource) AddFieldsOfObject(node);
  for (SchemaProperty& property : node.properties) AddFieldsOfEmbedded(property.node);
  if (node.items) AddFieldsOfEmbedded(*node.items);
  if (node.additional_properties) AddFieldsOfEmbedded(*node.additional_properties);
}

// Appends what is wrong with the fields of one metadata.
class MetaCheck {
 public:
  MetaCheck(const Value& metadata, const FieldPath& path, std::vector<FieldError>& errors)
      : metadata_(metadata), path_(path), errors_(errors) {}

  void CheckName(std::string_view key, NameRule rule) {
    const Value* name = metadata_.Find(key);
    if (name == nullptr || name->type != NodeType::kString || name->text.empty()) return;
    // Something is appended to a generateName: it may end in a dash, and the API server does not
    // look at what stands before that.
    std::string text = name->text;
    if (key == "generateName" && text.size() > 1 && text.back() == '-') {
      text.replace(text.size() - 2, 2, "a");
    }
    Add(key, *name, name->text, ExplainInvalidName(text, rule));
  }

  void CheckLabels() {
    const Value* labels = metadata_.Find("labels");
    if (labels == nullptr) return;
    for (const Field& label : labels->fields) {
      Add("labels", label.value, label.key, ExplainInvalidLabelKey(label.key));
      Add("labels", label.value, label.value.text, ExplainInvalidLabelValue(label.value.text));
    }
  }

  // The case of their keys does not count.
  void CheckAnnotations() {
    const Value* annotations = metadata_.Find("annotations");
    if (annotations == nullptr) return;
    size_t bytes = 0;
    for (const Field& annotation : annotations->fields) {
      bytes += annotation.key.size() + annotation.value.text.size();
      Add("annotations", annotation.value, annotation.key,
          ExplainInvalidLabelKey(absl::AsciiStrToLower(annotation.key)));
    }
    if (bytes <= kMaxAnnotationBytes) return;
    errors_.push_back(
        {path_.ToString("annotations"),
         "Too long: may not be more than " + std::to_string(kMaxAnnotationBytes) + " bytes",
         annotations->position});
  }

  void CheckFinalizers() {
    const Value* finalizers = metadata_.Find("finalizers");
    if (finalizers == nullptr) return;
    const auto has = [&](const char* name) {
      const std::vector<Value>& items = finalizers->items;
      return std::find(items.begin(), items.end(), Value::String(name)) != items.end();
    };
    for (const Value& finalizer : finalizers->items) {
      Add("finalizers", finalizer, finalizer.text, ExplainInvalidLabelKey(finalizer.text));
    }
    if (has("orphan") && has("foregroundDeletion")) {
      Add("finalizers", *finalizers, "foregroundDeletion",
          "finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  void CheckOwners() {
    const Value* owners = metadata_.Find("ownerReferences");
    if (owners == nullptr) return;
    int controllers = 0;
    for (const Value& owner : owners->items) {
      const Value* controller = owner.Find("controller");
      const bool is_controller = controller != nullptr && *controller == Value::Bool(true);
      if (is_controller && ++controllers == 2) {
        Add("ownerReferences", owner, owner.FindText("name"),
            "Only one reference can have Controller set to true");
      }
    }
  }

 private:
  void Add(std::string_view key, const Value& value, std::string_view wrong,
           const std::string& problem) {
    if (problem.empty() || errors_.size() >= kMaxFieldErrors) return;
    errors_.push_back(
        {path_.ToString(key), "Invalid value: " + Quote(wrong) + ": " + problem, value.position});
  }

  const Value& metadata_;
  const FieldPath& path_;
  std::vector<FieldError>& errors_;
};

std::string ExplainWrongApiVersion(std::string_view text) {
  if (text.empty()) return "must not be empty";
  if (std::count(text.begin(), text.end(), '/') > 1) {
    return "unexpected GroupVersion string: " + std::string(text);
  }
  return "";
}

std::string ExplainWrongKind(std::string_view text) {
  if (text.empty()) return "must not be empty";
  const std::string lower = absl::AsciiStrToLower(absl::string_view(text.data(), text.size()));
  const std::string problem = ExplainInvalidName(lower, NameRule::kDns1035Label);
  return problem.empty() ? "" : "may have mixed case, but should otherwise match: " + problem;
}

void CheckTypeField(const Value& object, std::string_view key,
                    std::string (*explain)(std::string_view), const FieldPath& path,
                    std::vector<FieldError>& errors) {
  const Value* value = object.Find(key);
  if (value == nullptr) {
    errors.push_back({path.ToString(key), "Required value", object.position});
  } else if (value->type == NodeType::kString) {
    const std::string problem = explain(value->text);
    if (problem.empty()) return;
    errors.push_back(
        {path.ToString(key), "Invalid value: " + Quote(*value) + ": " + problem, value->position});
  }
}

}  // namespace

void AddObjectFields(SchemaNode& root) {
  root.type = SchemaType::kObject;
  AddFieldsOfObject(root);
  AddFieldsOfEmbedded(root);
}

void CheckObjectMeta(const Value& metadata, NameRule rule, const FieldPath& path,
                     std::vector<FieldError>& errors) {
  MetaCheck check(metadata, path, errors);
  check.CheckName("name", rule);
  check.CheckName("generateName", rule);
  check.CheckName("namespace", NameRule::kDnsLabel);
  check.CheckLabels();
  check.CheckAnnotations();
  check.CheckOwners();
  check.CheckFinalizers();
}

void CheckEmbeddedResource(const SchemaNode& schema, const Value& value, const FieldPath& path,
                           std::vector<FieldError>& errors) {
  if (!schema.embedded_resource || value.type != NodeType::kMap) return;
  CheckTypeField(value, "apiVersion", ExplainWrongApiVersion, path, errors);
  CheckTypeField(value, "kind", ExplainWrongKind, path, errors);
  const Value* metadata = value.Find("metadata");
  if (metadata == nullptr || metadata->type != NodeType::kMap) return;
  FieldPath metadata_path = path;
  metadata_path.PushKey("metadata");
  CheckObjectMeta(*metadata, NameRule::kPathSegment, metadata_path, errors);
}

}  // namespace meshgate::resource
