// The budgets of a text as they are by default: what reaches one is read, what goes beyond it by
// one is refused.
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "core/resource/document.h"
#include "core/resource/json.h"
#include "core/resource/yaml.h"

namespace meshgate::resource {
namespace {

constexpr Budget kBudget;
constexpr size_t kJsonDepth = 128;

std::string Repeat(std::string_view part, size_t count) {
  std::string text;
  text.reserve(part.size() * count);
  for (; count > 0; --count) text += part;
  return text;
}

// JSON that YAML reads too, each with `size` of what the budget bounds.
std::string OfFileBytes(size_t size) { return "{\"a\":1}" + std::string(size - 7, '\n'); }
std::string OfDocumentBytes(size_t size) {
  return "{\"a\":\"" + std::string(size - 1, 'x') + "\"}";
}
std::string OfDepth(size_t size) {
  return "{\"a\":" + Repeat("[", size - 1) + Repeat("]", size - 1) + "}";
}
std::string OfNodes(size_t size) { return "{\"a\":[0" + Repeat(",0", size - 3) + "]}"; }
std::string OfDocuments(size_t size) {
  return "{\"kind\":\"List\",\"items\":[{\"a\":1}" + Repeat(",{\"a\":1}", size - 1) + "]}";
}

void ExpectBound(std::string (*text_of)(size_t), size_t bound,
                 Decoded (*decode)(std::string_view)) {
  const Decoded within = decode(text_of(bound));
  EXPECT_FALSE(within.error) << within.error->message;
  EXPECT_FALSE(within.documents.empty());
  const Decoded beyond = decode(text_of(bound + 1));
  ASSERT_TRUE(beyond.error) << bound;
  EXPECT_NE(beyond.error->message.find(std::to_string(bound)), std::string::npos)
      << beyond.error->message;
  EXPECT_GT(beyond.error->position.line, 0);
}

Decoded Json(std::string_view text) { return DecodeJson(text); }
Decoded Yaml(std::string_view text) { return DecodeYaml(text); }

TEST(BudgetTest, Json) {
  ExpectBound(OfFileBytes, kBudget.file_bytes, Json);
  ExpectBound(OfDocumentBytes, kBudget.document_bytes, Json);
  ExpectBound(OfDepth, kJsonDepth, Json);
  ExpectBound(OfNodes, kBudget.nodes, Json);
  ExpectBound(OfDocuments, kBudget.documents, Json);
}

TEST(BudgetTest, Yaml) {
  ExpectBound(OfFileBytes, kBudget.file_bytes, Yaml);
  ExpectBound(OfDocumentBytes, kBudget.document_bytes, Yaml);
  ExpectBound(OfDepth, kBudget.depth, Yaml);
  ExpectBound(OfNodes, kBudget.nodes, Yaml);
  ExpectBound(OfDocuments, kBudget.documents, Yaml);
  const auto documents = [](size_t size) { return Repeat("---\na: 1\n", size); };
  ExpectBound(documents, kBudget.documents, Yaml);
}

}  // namespace
}  // namespace meshgate::resource
