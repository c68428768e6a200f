#include "plugins/tls/https_listener.h"

#include <string>

namespace meshgate::tls {

plugin::ListenerKindSpec HttpsListener::spec() const {
  return {.protocols = {{.name = "HTTPS", .ends_tls = true}},
          .features = {},
          .reads = {{"", "Secret"}}};
}

std::vector<ir::Reference> HttpsListener::References(const plugin::Object&, plugin::Node listener,
                                                     plugin::Issues& issues) const {
  const plugin::Node node = listener["tls"];
  const std::string mode(node["mode"].Text("Terminate"));
  if (mode != "Terminate") {
    issues.Refuse("tls.mode", "\"" + mode +
                                  "\" does not go with protocol HTTPS, whose requests are read "
                                  "here; use Terminate, or protocol TLS");
  }
  for (const plugin::Node option : node["options"]) {
    issues.Refuse("tls.options", "the option \"" + std::string(option.key()) +
                                     "\" is not known; remove it");
  }
  std::vector<ir::Reference> references;
  for (const plugin::Node ref : node["certificateRefs"]) {
    const std::string index = std::to_string(references.size());
    ir::Reference& certificate = references.emplace_back();
    certificate.field = "tls.certificateRefs[" + index + "]";
    certificate.object.group = ref["group"].Text();
    certificate.object.kind = ref["kind"].Text("Secret");
    certificate.object.ns = ref["namespace"].Text();
    certificate.object.name = ref["name"].Text();
  }
  return references;
}

ir::ListenerTls HttpsListener::Build(const plugin::Object&, plugin::Node,
                                     plugin::ResolvedReferences resolved, plugin::Issues&) const {
  ir::ListenerTls tls;
  for (size_t i = 0; i < resolved.size(); ++i) {
    if (resolved[i].certificate) tls.certificates.push_back(i);
  }
  return tls;
}

}  // namespace meshgate::tls
