// Reads the schemas of CRDs.
#ifndef MESHGATE_CORE_RESOURCE_SCHEMA_PARSER_H_
#define MESHGATE_CORE_RESOURCE_SCHEMA_PARSER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "core/resource/field_path.h"
#include "core/resource/schema_node.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Reads an OpenAPI v3 schema as CRDs write it (openAPIV3Schema). Validation rules
// (x-kubernetes-validations) are not read. InvalidArgument, naming the place in the schema, for
// what an API server would not take as a schema. [pure]
absl::StatusOr<SchemaNode> ParseSchema(const Value& schema);

// The same for several schemas that share their patterns; after an error it is of no more use.
// [single owner]
class SchemaParser {
 public:
  absl::StatusOr<SchemaNode> Parse(const Value& schema);

 private:
  absl::Status ParseNode(const Value& schema, SchemaNode& node);
  absl::Status ParseType(const Value& schema, SchemaNode& node);
  absl::Status ParseFormat(const Value& schema, SchemaNode& node);
  absl::Status ParsePattern(const Value& schema, SchemaNode& node);
  absl::Status ParseSizes(const Value& schema, SchemaNode& node);
  absl::Status ParseNumbers(const Value& schema, SchemaNode& node);
  absl::Status ParseValues(const Value& schema, SchemaNode& node);
  absl::Status ParseFlags(const Value& schema, SchemaNode& node);
  absl::Status ParseProperties(const Value& schema, SchemaNode& node);
  absl::Status ParseChildren(const Value& schema, SchemaNode& node);
  absl::Status ParseListType(const Value& schema, SchemaNode& node);
  absl::Status ParseAlternatives(const Value& schema, SchemaNode& node);

  // Each leaves the target as it is when the keyword is absent.
  absl::Status ReadText(const Value& schema, std::string_view key, std::string& target);
  absl::Status ReadTexts(const Value& schema, std::string_view key,
                         std::vector<std::string>& target);
  absl::Status ReadFlag(const Value& schema, std::string_view key, bool& target);
  absl::Status ReadCount(const Value& schema, std::string_view key, int64_t& target);
  absl::Status ReadNumber(const Value& schema, std::string_view key, double& target);
  absl::Status ReadSchema(const Value& schema, std::string_view key,
                          std::unique_ptr<SchemaNode>& target);
  absl::Status ReadSchemas(const Value& schema, std::string_view key,
                           std::vector<SchemaNode>& target);
  absl::StatusOr<SchemaNode> ParseAt(std::string_view key, const Value& schema);

  // "properties.spec.maxLength: PROBLEM".
  absl::Status Wrong(std::string_view key, std::string_view problem) const;

  PatternCache patterns_;
  FieldPath path_;
};

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SCHEMA_PARSER_H_
