#include "core/resource/builtin_kinds.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/escaping.h"
#include "core/base/secret_bytes.h"
#include "core/resource/object_meta.h"
#include "core/resource/schema_text.h"
#include "core/resource/secret_data.h"
#include "core/resource/well_known.h"

namespace meshgate::resource {
namespace {

constexpr char kNamespaceSchema[] = "{type: object}";

constexpr char kServiceSchema[] = R"(
type: object
properties:
  spec:
    type: object
    properties:
      type:
        type: string
        default: ClusterIP
        enum: [ClusterIP, ExternalName, LoadBalancer, NodePort]
      clusterIP: {type: string}
      clusterIPs: {type: array, items: {type: string}}
      externalName: {type: string}
      selector: {type: object, additionalProperties: {type: string}}
      sessionAffinity: {type: string, default: None, enum: [ClientIP, None]}
      ports:
        type: array
        items:
          type: object
          required: [port]
          properties:
            name: {type: string}
            port: {type: integer, minimum: 1, maximum: 65535}
            targetPort: {x-kubernetes-int-or-string: true}
            nodePort: {type: integer, minimum: 0, maximum: 65535}
            protocol: {type: string, default: TCP, enum: [SCTP, TCP, UDP]}
            appProtocol: {type: string}
)";

constexpr char kEndpointSliceSchema[] = R"(
type: object
required: [addressType]
properties:
  addressType: {type: string, enum: [IPv4, IPv6, FQDN]}
  ports:
    type: array
    items:
      type: object
      properties:
        name: {type: string, default: ""}
        port: {type: integer, minimum: 1, maximum: 65535}
        protocol: {type: string, default: TCP, enum: [SCTP, TCP, UDP]}
        appProtocol: {type: string}
  endpoints:
    type: array
    items:
      type: object
      required: [addresses]
      properties:
        addresses: {type: array, items: {type: string}}
        hostname: {type: string}
        nodeName: {type: string}
        zone: {type: string}
        conditions:
          type: object
          properties:
            ready: {type: boolean}
            serving: {type: boolean}
            terminating: {type: boolean}
)";

constexpr char kSecretSchema[] = R"(
type: object
properties:
  type: {type: string, default: Opaque}
  immutable: {type: boolean}
  data: {type: object, additionalProperties: {type: string}}
  stringData: {type: object, additionalProperties: {type: string}}
)";

constexpr char kConfigMapSchema[] = R"(
type: object
properties:
  immutable: {type: boolean}
  data: {type: object, additionalProperties: {type: string}}
  binaryData: {type: object, additionalProperties: {type: string}}
)";

Value& FindOrAddMap(Value& parent, std::string_view key) {
  if (Value* found = parent.Find(key)) return *found;
  return parent.Set(key, Value::Map());
}

// Every Namespace can be selected by its name.
void CompleteNamespace(Value& object, std::vector<FieldError>&) {
  Value& metadata = *object.Find("metadata");
  FindOrAddMap(metadata, "labels")
      .Set(kNamespaceNameLabel, Value::String(std::string(metadata.FindText("name"))));
}

bool IsUnsetPort(const Value* port) {
  return port == nullptr || port->text.empty() || port->text == "0";
}

void CompleteService(Value& object, std::vector<FieldError>&) {
  Value* spec = object.Find("spec");
  Value* ports = spec ? spec->Find("ports") : nullptr;
  if (!ports) return;
  for (Value& port : ports->items) {
    if (IsUnsetPort(port.Find("targetPort"))) port.Set("targetPort", Value(*port.Find("port")));
  }
}

// stringData is a way to write data; it wins and is never read back. An error never quotes a value.
void CompleteSecret(Value& object, std::vector<FieldError>& errors) {
  if (const Value* const data = object.Find("data")) {
    for (const Field& field : data->fields) {
      if (IsBase64(field.value.text)) continue;
      errors.push_back({"data." + field.key,
                        "Invalid value: must be base64; plain text goes into stringData",
                        field.value.position});
    }
  }
  std::optional<Value> plain = object.Take("stringData");
  if (!plain) return;
  Value& data = FindOrAddMap(object, "data");
  for (Field& field : plain->fields) {
    data.Set(field.key, Value::String(absl::Base64Escape(field.value.text)));
    base::Wipe(field.value.text);
  }
}

// The schemas above name only what is read here.
void PreserveUnknownFields(SchemaNode& node) {
  node.preserve_unknown_fields = true;
  for (SchemaProperty& property : node.properties) PreserveUnknownFields(property.node);
  if (node.items) PreserveUnknownFields(*node.items);
}

KindInfo MakeBuiltin(Kind kind, std::string plural, const char* text) {
  SchemaNode schema = ParseSchemaText(text);
  PreserveUnknownFields(schema);
  AddObjectFields(schema);
  KindInfo info{.kind = kind, .plural = std::move(plural), .storage_version = "v1"};
  info.versions.push_back({.name = "v1", .schema = Schema(std::move(schema))});
  return info;
}

}  // namespace

std::vector<KindInfo> BuiltinKinds() {
  KindInfo ns = MakeBuiltin(kNamespace, "namespaces", kNamespaceSchema);
  ns.namespaced = false;
  ns.name_rule = NameRule::kDnsLabel;
  ns.complete = CompleteNamespace;

  KindInfo service = MakeBuiltin(kService, "services", kServiceSchema);
  service.name_rule = NameRule::kDns1035Label;
  service.complete = CompleteService;

  KindInfo secret = MakeBuiltin(kSecret, "secrets", kSecretSchema);
  secret.complete = CompleteSecret;

  return {std::move(ns), std::move(service), std::move(secret),
          MakeBuiltin(kEndpointSlice, "endpointslices", kEndpointSliceSchema),
          MakeBuiltin(kConfigMap, "configmaps", kConfigMapSchema)};
}

}  // namespace meshgate::resource
