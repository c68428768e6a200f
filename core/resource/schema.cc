#include "core/resource/schema.h"

#include <cstddef>
#include <string>
#include <utility>

#include "core/resource/field_path.h"
#include "core/resource/schema_checks.h"
#include "core/resource/schema_completion.h"

namespace meshgate::resource {
namespace {

// One walk over a value and its schema. Each value is checked, then its children. The rules of
// x-kubernetes-validations come after the children, and only when a value has passed so far: such a
// check belongs at the end of Visit.
class Validation {
 public:
  void Visit(const SchemaNode& schema, const Value& value) {
    ++visits_;
    if (errors_.size() >= kMaxFieldErrors) return;
    for (const SchemaCheck check : kSchemaChecks) check(schema, value, path_, errors_);
    if (value.type != NodeType::kNull) VisitAlternatives(schema, value);
    VisitChildren(schema, value);
  }

  std::vector<FieldError> TakeErrors() {
    if (errors_.size() > kMaxFieldErrors) errors_.resize(kMaxFieldErrors);
    return std::move(errors_);
  }

 private:
  // What one of several schemas says about a value.
  struct Opinion {
    std::vector<FieldError> errors;
    size_t visits = 0;  // how much of the value it looked at
  };

  void VisitChildren(const SchemaNode& schema, const Value& value) {
    for (const Field& field : value.fields) {
      const SchemaNode* property = schema.FindProperty(field.key);
      if (property == nullptr) continue;
      path_.PushKey(field.key);
      Visit(*property, field.value);
      path_.Pop();
    }
    if (!schema.items) return;
    for (size_t i = 0; i < value.items.size(); ++i) {
      path_.PushIndex(i);
      Visit(*schema.items, value.items[i]);
      path_.Pop();
    }
  }

  void VisitAlternatives(const SchemaNode& schema, const Value& value) {
    if (!schema.any_of.empty()) VisitAnyOf(schema, value);
    if (!schema.one_of.empty()) VisitOneOf(schema, value);
    if (!schema.all_of.empty()) VisitAllOf(schema, value);
    if (schema.not_allowed && Judge(*schema.not_allowed, value).errors.empty()) {
      Add(value, "must not validate the schema (not)");
    }
  }

  void VisitAnyOf(const SchemaNode& schema, const Value& value) {
    Opinion closest;
    for (const SchemaNode& alternative : schema.any_of) {
      Opinion opinion = Judge(alternative, value);
      if (opinion.errors.empty()) return;
      if (opinion.visits > closest.visits) closest = std::move(opinion);
    }
    Add(value, "must validate at least one schema (anyOf)");
    Append(std::move(closest.errors));
  }

  void VisitOneOf(const SchemaNode& schema, const Value& value) {
    Opinion closest;
    int valid = 0;
    for (const SchemaNode& alternative : schema.one_of) {
      Opinion opinion = Judge(alternative, value);
      if (opinion.errors.empty()) {
        ++valid;
      } else if (opinion.visits > closest.visits) {
        closest = std::move(opinion);
      }
    }
    if (valid == 1) return;
    Add(value, "must validate one and only one schema (oneOf). " +
                   (valid == 0 ? "Found none valid"
                               : "Found " + std::to_string(valid) + " valid alternatives"));
    if (valid == 0) Append(std::move(closest.errors));
  }

  void VisitAllOf(const SchemaNode& schema, const Value& value) {
    bool all_valid = true;
    for (const SchemaNode& part : schema.all_of) {
      Opinion opinion = Judge(part, value);
      all_valid = all_valid && opinion.errors.empty();
      Append(std::move(opinion.errors));
    }
    if (!all_valid) Add(value, "must validate all the schemas (allOf)");
  }

  Opinion Judge(const SchemaNode& schema, const Value& value) {
    std::vector<FieldError> before = std::exchange(errors_, {});
    const size_t visits = visits_;
    Visit(schema, value);
    return {std::exchange(errors_, std::move(before)), visits_ - visits};
  }

  void Add(const Value& value, const std::string& problem) {
    const std::string field = path_.ToString();
    errors_.push_back({field, "Invalid value: \"" + field + "\" " + problem, value.position});
  }

  void Append(std::vector<FieldError> errors) {
    for (FieldError& error : errors) errors_.push_back(std::move(error));
  }

  FieldPath path_;
  std::vector<FieldError> errors_;
  size_t visits_ = 0;
};

}  // namespace

Schema::Schema(SchemaNode root) : root_(std::make_shared<const SchemaNode>(std::move(root))) {}

void Schema::Complete(Value& value, std::vector<FieldError>& unknown) const {
  resource::Complete(*root_, value, unknown);
}

std::vector<FieldError> Schema::Validate(const Value& value) const {
  Validation validation;
  validation.Visit(*root_, value);
  return validation.TakeErrors();
}

}  // namespace meshgate::resource
