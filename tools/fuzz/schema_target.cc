// Any text as CustomResourceDefinitions and as objects of the kinds that these define.
#include <string_view>

#include "core/resource/schema_catalog.h"
#include "core/resource/tree.h"
#include "core/resource/yaml.h"
#include "tools/fuzz/fuzz_target.h"

namespace meshgate::fuzz {
namespace {

using resource::FieldError;
using resource::SchemaCatalog;
using resource::Value;
using Admitted = SchemaCatalog::Admitted;

void CheckTold(const std::vector<FieldError>& found) {
  Expect(found.size() <= resource::kMaxFieldErrors + 50, "what is told of an object is bounded");
  for (const FieldError& error : found) {
    Expect(!error.message.empty(), "an error says what is wrong");
  }
}

// An object of the version that it was written in is admitted as it is.
void CheckAgain(const SchemaCatalog& catalog, const Value& document, const Admitted& first) {
  const resource::Object& object = **first.object;
  if (object.api_version() != document.FindText("apiVersion")) return;
  const Admitted second = catalog.Admit(Thaw(object.root()));
  Expect(second.object.has_value(), "an admitted object is admitted again");
  Expect(*second.object == *first.object, "an admitted object is complete");
  Expect(second.warnings.empty(), "an admitted object has no unknown fields");
}

void CheckAdmission(const SchemaCatalog& catalog, const Value& document) {
  const Admitted admitted = catalog.Admit(document);
  CheckTold(admitted.errors);
  CheckTold(admitted.warnings);
  const int verdicts = admitted.object.has_value() + !admitted.errors.empty() +
                       static_cast<int>(admitted.unknown_kind);
  Expect(verdicts == 1, "an object is admitted, refused, or of an unknown kind");
  if (admitted.object) CheckAgain(catalog, document, admitted);
}

}  // namespace

std::vector<std::string> SeedInputs() {
  // What schemas are made of; then objects with a bit of everything.
  const std::string definition = R"(apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.com}
spec:
  group: example.com
  names: {kind: Thing, plural: things}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            properties:
              text: {type: string, minLength: 1, maxLength: 5, pattern: "^[a-z]+$", default: a}
              one: {type: string, enum: [a, b], nullable: true}
              number: {type: number, minimum: 0, maximum: 10, exclusiveMaximum: true}
              whole: {type: integer, format: int32, multipleOf: 2}
              port: {x-kubernetes-int-or-string: true}
              any: {x-kubernetes-preserve-unknown-fields: true}
              inner: {type: object, x-kubernetes-embedded-resource: true}
              time: {type: string, format: date-time}
              labels: {type: object, additionalProperties: {type: string}, maxProperties: 2}
              set: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              list:
                type: array
                minItems: 1
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items:
                  type: object
                  required: [name]
                  properties: {name: {type: string}, weight: {type: integer, default: 1}}
              either: {type: object, oneOf: [{required: [a]}, {required: [b]}],
                       properties: {a: {type: string}, b: {type: string, not: {enum: [x]}}}}
)";
  return {definition + R"(---
apiVersion: example.com/v1
kind: Thing
metadata: {name: a, labels: {a: b}}
spec: {text: abc, one: null, number: 1.5, whole: 4, port: http, any: {x: [1]}, unknown: 1}
)",
          definition + R"(---
apiVersion: example.com/v1
kind: Thing
metadata: {name: a, namespace: ns, finalizers: [a/b]}
spec:
  inner: {apiVersion: v1, kind: Pod, metadata: {name: p}}
  time: 2024-01-31T10:00:00Z
  labels: {a: b}
  set: [a, b]
  list: [{name: a}, {name: b, weight: 2}]
  either: {a: x}
)"};
}

}  // namespace meshgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace fuzz = meshgate::fuzz;
  using meshgate::resource::Document;
  const auto decoded = meshgate::resource::DecodeYaml({reinterpret_cast<const char*>(data), size});
  meshgate::resource::SchemaCatalog catalog;
  for (const Document& document : decoded.documents) {
    const absl::Status added = catalog.AddCrd(document.value);
    fuzz::Expect(added.ok() || !added.message().empty(), "a refused definition has a reason");
  }
  for (const Document& document : decoded.documents) fuzz::CheckAdmission(catalog, document.value);
  return 0;
}
