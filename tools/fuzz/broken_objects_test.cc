// Objects that their schema allows, with one field made wrong: each is refused at that field.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

#include "core/resource/json.h"
#include "tools/fuzz/object_breaker.h"
#include "tools/fuzz/object_generator.h"
#include "tools/fuzz/translation_promises.h"

namespace meshgate::fuzz {
namespace {

using resource::FieldError;
using resource::KindInfo;
using resource::Value;
using Errors = std::vector<FieldError>;

constexpr int kObjectsOfAKind = 2000;

const resource::SchemaNode& SchemaOf(const KindInfo& kind, const Value& object) {
  const std::string_view api_version = object.FindText("apiVersion");
  const size_t slash = api_version.rfind('/');
  return kind.FindVersion(api_version.substr(slash + 1))->schema.root();
}

bool Names(const Errors& errors, const Breakage& breakage) {
  return std::any_of(errors.begin(), errors.end(), [&](const FieldError& error) {
    return error.path == breakage.path && error.message.starts_with(breakage.message);
  });
}

// A wrong field can make the values around it wrong, and what stands inside it: nothing else.
bool AreRelated(const Errors& errors, const Breakage& breakage) {
  return std::all_of(errors.begin(), errors.end(), [&](const FieldError& error) {
    return error.path.starts_with(breakage.path) || breakage.path.starts_with(error.path);
  });
}

std::string Describe(const Value& object, const Breakage& breakage, const Errors& errors) {
  std::string text = breakage.path + ": " + breakage.message + "\n";
  for (const FieldError& error : errors) text += "  " + error.path + ": " + error.message + "\n";
  EncodeJson(object, text);
  return text;
}

TEST(BrokenObjectsTest, EachIsRefusedAtTheFieldThatIsWrong) {
  std::map<std::string, int> seen;
  for (const KindInfo* kind : Schemas().kinds()) {
    ObjectGenerator generator(1);
    ObjectBreaker breaker(1);
    int broken = 0;
    for (int i = 0; i < kObjectsOfAKind; ++i) {
      Value object = generator.Next(*kind, i);
      if (!Schemas().Admit(object).object) continue;
      const auto breakage = breaker.Break(SchemaOf(*kind, object), object);
      if (!breakage) continue;
      ++broken;
      ++seen[breakage->message];
      const resource::SchemaCatalog::Admitted admitted = Schemas().Admit(object);
      ASSERT_FALSE(admitted.object) << Describe(object, *breakage, admitted.errors);
      ASSERT_TRUE(Names(admitted.errors, *breakage) && AreRelated(admitted.errors, *breakage))
          << Describe(object, *breakage, admitted.errors);
    }
    // A Namespace has nothing but metadata.
    EXPECT_TRUE(broken > kObjectsOfAKind / 4 || kind->plural == "namespaces") << kind->plural;
  }
  EXPECT_EQ(seen.size(), 6u);
  for (const auto& [message, count] : seen) EXPECT_GT(count, 50) << message;
}

}  // namespace
}  // namespace meshgate::fuzz
