#include "plugins/tls/https_listener.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace meshgate::tls {
namespace {

constexpr std::string_view kMinVersion = "meshgate.io/min-version";
constexpr std::string_view kCipherSuites = "meshgate.io/cipher-suites";

std::vector<std::string> Split(std::string_view list) {
  std::vector<std::string> items;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    items.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return items;
}

// Of checked options.
ir::TlsSettings ReadSettings(plugin::Node options) {
  ir::TlsSettings settings;
  if (options[kMinVersion].Text() == "1.3") settings.min_version = ir::TlsVersion::k1_3;
  if (options[kCipherSuites]) settings.cipher_suites = Split(options[kCipherSuites].Text());
  return settings;
}

void CheckCipherSuites(std::string_view value, plugin::Issues& issues) {
  for (const std::string& name : Split(value)) {
    if (ir::IsCipherSuite(name)) continue;
    std::string known;
    for (const std::string_view suite : ir::kCipherSuites) {
      known += (known.empty() ? "" : ", ") + std::string(suite);
    }
    issues.Refuse("tls.options", std::string(kCipherSuites) + " names \"" + name +
                                     "\"; list some of " + known + ", with commas between them");
    return;
  }
}

void CheckOptions(plugin::Node options, plugin::Issues& issues) {
  for (const plugin::Node option : options) {
    const std::string key(option.key());
    if (key == kMinVersion) {
      const std::string_view version = option.Text();
      if (version == "1.2" || version == "1.3") continue;
      issues.Refuse("tls.options", key + " is \"" + std::string(version) + "\"; use 1.2 or 1.3");
    } else if (key == kCipherSuites) {
      CheckCipherSuites(option.Text(), issues);
      if (options[kMinVersion].Text() != "1.3") continue;
      issues.Note("tls.options", key + " has no effect on TLS 1.3, the only version left");
    } else {
      issues.Note("tls.options", "the option \"" + key + "\" is not known and has no effect");
    }
  }
}

}  // namespace

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
  CheckOptions(node["options"], issues);
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

ir::ListenerTls HttpsListener::Build(const plugin::Object&, plugin::Node listener,
                                     plugin::ResolvedReferences resolved, plugin::Issues&) const {
  ir::ListenerTls tls;
  tls.settings = ReadSettings(listener["tls"]["options"]);
  for (size_t i = 0; i < resolved.size(); ++i) {
    if (resolved[i].certificate) tls.certificates.push_back(i);
  }
  return tls;
}

}  // namespace meshgate::tls
