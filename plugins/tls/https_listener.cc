#include "plugins/tls/https_listener.h"

#include <string>

namespace meshgate::tls {

plugin::ListenerKindSpec HttpsListener::spec() const {
  return {.protocols = {{.name = "HTTPS", .ends_tls = true}}, .features = {}};
}

ir::ListenerTls HttpsListener::Describe(plugin::Node listener,
                                        plugin::ListenerIssues& issues) const {
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
  ir::ListenerTls tls;
  for (const plugin::Node ref : node["certificateRefs"]) {
    ir::CertificateRef& certificate = tls.certificates.emplace_back();
    certificate.field = "tls.certificateRefs[" + std::to_string(tls.certificates.size() - 1) + "]";
    certificate.object.group = ref["group"].Text();
    certificate.object.kind = ref["kind"].Text("Secret");
    certificate.object.ns = ref["namespace"].Text();
    certificate.object.name = ref["name"].Text();
  }
  return tls;
}

}  // namespace meshgate::tls
