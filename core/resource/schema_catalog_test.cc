#include "core/resource/schema_catalog.h"

#include <string>
#include <string_view>

#include "core/base/secret_bytes.h"
#include "core/resource/json.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"
#include "gtest/gtest.h"

namespace meshgate::resource {
namespace {

constexpr std::string_view kCrd = R"(
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
  - {name: v1alpha1, served: false, storage: false}
  - name: v1beta1
    served: true
    storage: false
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {old: {type: integer, maximum: 9}}}}
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec: {type: object, properties: {size: {type: integer, default: 1}}}
          status: {type: object, default: {phase: Pending}, properties: {phase: {type: string}}}
)";

Value Parse(std::string_view yaml) {
  Decoded decoded = DecodeYaml(yaml);
  EXPECT_FALSE(decoded.error) << decoded.error->message;
  return std::move(decoded.documents.at(0).value);
}

class SchemaCatalogTest : public testing::Test {
 protected:
  SchemaCatalogTest() { EXPECT_TRUE(catalog_.AddCrd(Parse(kCrd)).ok()); }

  // The content as JSON, or the errors.
  std::string Admit(std::string_view yaml) const {
    const SchemaCatalog::Admitted admitted = catalog_.Admit(Parse(yaml));
    std::string text;
    if (admitted.object) EncodeJson((*admitted.object)->root(), text);
    if (admitted.unknown_kind) text += "unknown kind";
    for (const FieldError& error : admitted.errors) {
      text += std::to_string(error.position.line) + ":" + std::to_string(error.position.column) +
              " " + error.path + ": " + error.message + "\n";
    }
    return text;
  }

  SchemaCatalog catalog_;
};

TEST_F(SchemaCatalogTest, ServedVersionsBecomeTheStorageVersion) {
  const std::string want = R"({"apiVersion":"example.com/v1","kind":"Widget",)"
                           R"("metadata":{"name":"w","namespace":"default"},"spec":{"size":1}})";
  const std::string widget = "kind: Widget\nmetadata: {name: w}\nspec: {}\napiVersion: ";
  EXPECT_EQ(Admit(widget + "example.com/v1"), want);
  EXPECT_EQ(Admit(widget + "example.com/v1beta1"), want);
  EXPECT_EQ(Admit(widget + "example.com/v1alpha1"),
            "4:13 apiVersion: Unsupported value: \"example.com/v1alpha1\": supported values: "
            "\"example.com/v1beta1\", \"example.com/v1\"\n");
}

TEST_F(SchemaCatalogTest, OtherVersionsThanThoseKeptAreNotServed) {
  const Kind widget = Kind::Of("example.com", "Widget");
  const absl::Status without_stored = catalog_.KeepVersions(widget, {"v1beta1", "v3"});
  EXPECT_EQ(without_stored.message(),
            "the CustomResourceDefinition of Widget.example.com stores version v1, which is not "
            "among those that are understood: v1beta1, v3");
  ASSERT_TRUE(catalog_.KeepVersions(widget, {"v1", "v3"}).ok());
  EXPECT_EQ(Admit("apiVersion: example.com/v1beta1\nkind: Widget\nmetadata: {name: w}\nspec: {}"),
            "1:13 apiVersion: Unsupported value: \"example.com/v1beta1\": supported values: "
            "\"example.com/v1\"\n");
  EXPECT_EQ(catalog_.Find(widget)->versions.size(), 1u);
}

TEST_F(SchemaCatalogTest, UnknownKindsAreNoErrors) {
  EXPECT_EQ(Admit("{apiVersion: example.com/v1, kind: Gadget, spec: 5}"), "unknown kind");
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Widget}"), "unknown kind");
  EXPECT_EQ(catalog_.Find(Kind::Of("example.com", "Gadget")), nullptr);
}

TEST_F(SchemaCatalogTest, RequiresTypeAndName) {
  EXPECT_EQ(Admit("kind: Widget"), "1:1 apiVersion: Required value\n");
  EXPECT_EQ(Admit("apiVersion: 5\nkind: ''"),
            "1:13 apiVersion: Required value\n2:7 kind: Required value\n");
  EXPECT_EQ(Admit("{apiVersion: example.com/v1, kind: Widget, spec: {}}"),
            "1:1 metadata.name: Required value: name or generateName is required\n");
}

TEST_F(SchemaCatalogTest, ChecksNamesAndScope) {
  const std::string widget = "apiVersion: example.com/v1\nkind: Widget\nspec: {}\nmetadata: ";
  EXPECT_NE(Admit(widget + "{name: A/b}")
                .find("4:18 metadata.name: Invalid value: \"A/b\": a "
                      "lowercase RFC 1123 subdomain must"),
            std::string::npos);
  EXPECT_NE(Admit(widget + "{name: a, namespace: b.c}")
                .find("4:32 metadata.namespace: Invalid value: \"b.c\": a lowercase RFC 1123 "
                      "label must"),
            std::string::npos);
  EXPECT_EQ(Admit(widget + "{name: a, namespace: 5}"),
            "4:32 metadata.namespace: Invalid value: \"integer\": metadata.namespace in body must "
            "be of type string: \"integer\"\n");
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Namespace, metadata: {name: a, namespace: b}}"),
            "1:66 metadata.namespace: Forbidden: not allowed on this type\n");
}

TEST_F(SchemaCatalogTest, MetadataIsTyped) {
  EXPECT_EQ(Admit("apiVersion: example.com/v1\nkind: Widget\nspec: {}\n"
                  "metadata: {name: a, labels: {b: 1}, creationTimestamp: null, finalizers: x}"),
            "4:33 metadata.labels.b: Invalid value: \"integer\": metadata.labels.b in body must be "
            "of type string: \"integer\"\n"
            "4:74 metadata.finalizers: Invalid value: \"string\": metadata.finalizers in body must "
            "be of type array: \"string\"\n");
}

TEST_F(SchemaCatalogTest, AllUnknownFieldsAreTold) {
  const SchemaCatalog::Admitted admitted = catalog_.Admit(
      Parse("apiVersion: example.com/v1\nkind: Widget\n"
            "metadata: {name: a, managedFields: [{x: 1}]}\n"
            "spec: {sise: 1}\nsize: 2\n-\xc2\xa0size: 3\nstatus: {x: 4}"));
  std::string told;
  for (const FieldError& unknown : admitted.warnings) {
    told += std::to_string(unknown.position.line) + " " + unknown.path + ": " + unknown.message +
            "\n";
  }
  EXPECT_EQ(told,
            "5 size: unknown field; remove it\n"
            "6 -\xc2\xa0size: unknown field; a no-break space (U+00A0) stands in its name, write a "
            "plain space\n"
            "4 spec.sise: unknown field; did you mean \"size\"?\n");
}

TEST_F(SchemaCatalogTest, StatusIsDefaultedButAGivenOneIsKept) {
  const std::string widget =
      "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {}\n";
  const auto defaulted = catalog_.Admit(Parse(widget));
  EXPECT_EQ((*defaulted.object)->status()["phase"].text(), "Pending");
  const auto given = catalog_.Admit(Parse(widget + "status: {phase: 5}"));
  EXPECT_EQ((*given.object)->status()["phase"].text(), "5");
}

TEST_F(SchemaCatalogTest, BuiltinKindsAreCompleted) {
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Namespace, metadata: {name: a}}"),
            R"({"apiVersion":"v1","kind":"Namespace",)"
            R"("metadata":{"labels":{"kubernetes.io/metadata.name":"a"},"name":"a"}})");
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Service, metadata: {name: a}, "
                  "spec: {ports: [{port: 80}, {port: 81, targetPort: http, protocol: UDP}]}}"),
            R"({"apiVersion":"v1","kind":"Service","metadata":{"name":"a","namespace":"default"},)"
            R"("spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":80},)"
            R"({"port":81,"protocol":"UDP","targetPort":"http"}],)"
            R"("sessionAffinity":"None","type":"ClusterIP"}})");
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Secret, metadata: {name: a}, "
                  "data: {a: eA==, b: eQ==}, stringData: {a: hello}}"),
            R"({"apiVersion":"v1","data":{"a":")" + base::SecretBytes("hello").ToString() +
                R"(","b":")" + base::SecretBytes("y").ToString() +
                R"("},"kind":"Secret",)"
                R"("metadata":{"name":"a","namespace":"default"},"type":"Opaque"})");
  EXPECT_EQ(Admit("{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a}, "
                  "addressType: IPv4, endpoints: null, ports: [{port: 80}]}"),
            R"({"addressType":"IPv4","apiVersion":"discovery.k8s.io/v1","kind":"EndpointSlice",)"
            R"("metadata":{"name":"a","namespace":"default"},)"
            R"("ports":[{"name":"","port":80,"protocol":"TCP"}]})");
}

TEST_F(SchemaCatalogTest, BuiltinKindsRefuse) {
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {ports: [{}]}}"),
            "1:69 spec.ports[0].port: Required value\n");
  EXPECT_EQ(Admit("{apiVersion: v1, kind: Secret, metadata: {name: a}, data: {a: eA==, b: 'a b'}}"),
            "1:72 data.b: Invalid value: must be base64; plain text goes into stringData\n");
  EXPECT_NE(Admit("{apiVersion: v1, kind: Service, metadata: {name: 1a}}").find("DNS-1035"),
            std::string::npos);
  EXPECT_NE(Admit("{apiVersion: v1, kind: Namespace, metadata: {name: a.b}}").find("1123 label"),
            std::string::npos);
}

TEST_F(SchemaCatalogTest, CrdsAreRefusedByName) {
  EXPECT_EQ(catalog_.AddCrd(Parse(kCrd)).code(), absl::StatusCode::kAlreadyExists);
  for (const auto& [from, to] :
       {std::pair("storage: true", "storage: false"), std::pair("group: example.com", "group: ''"),
        std::pair("openAPIV3Schema", "other"), std::pair("type: integer", "type: int"),
        std::pair("versions:", "other:")}) {
    std::string crd(kCrd);
    crd.replace(crd.find(from), std::string_view(from).size(), to);
    const absl::Status status = SchemaCatalog().AddCrd(Parse(crd));
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << from;
    EXPECT_NE(status.message().find("CustomResourceDefinition widgets.example.com: "),
              std::string::npos)
        << status;
  }
}

}  // namespace
}  // namespace meshgate::resource
