#include "core/resource/schema_text.h"

#include <utility>

#include "absl/status/statusor.h"
#include "core/base/check.h"
#include "core/resource/document.h"
#include "core/resource/schema_parser.h"
#include "core/resource/yaml.h"

namespace meshgate::resource {

SchemaNode ParseSchemaText(std::string_view yaml) {
  const Decoded decoded = DecodeYaml(yaml);
  MG_CHECK(!decoded.error && decoded.documents.size() == 1);
  absl::StatusOr<SchemaNode> schema = ParseSchema(decoded.documents[0].value);
  MG_CHECK(schema.ok());
  return *std::move(schema);
}

}  // namespace meshgate::resource
