#include "controllers/sinks/xds/render_secret.h"

#include <utility>

#include "controllers/sinks/xds/wire.h"
#include "envoy/config/core/v3/base.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/common.pb.h"
#include "envoy/extensions/transport_sockets/tls/v3/secret.pb.h"

namespace meshgate::xds {
namespace {

namespace tls = envoy::extensions::transport_sockets::tls::v3;
constexpr int kInlineBytes = envoy::config::core::v3::DataSource::kInlineBytesFieldNumber;

size_t FieldSize(int field, size_t size) { return FieldHeaderSize(field, size) + size; }

}  // namespace

base::SecretBytes RenderSecret(const std::string& name, const certificate::KeyPair& pair) {
  const std::string_view key = pair.key.Reveal().view();
  const size_t chain_size = FieldSize(kInlineBytes, pair.chain.size());
  const size_t key_size = FieldSize(kInlineBytes, key.size());
  const size_t certificate_size =
      FieldSize(tls::TlsCertificate::kCertificateChainFieldNumber, chain_size) +
      FieldSize(tls::TlsCertificate::kPrivateKeyFieldNumber, key_size);
  std::string out;
  // At once: a buffer that grows leaves copies behind.
  out.reserve(FieldSize(tls::Secret::kNameFieldNumber, name.size()) +
              FieldSize(tls::Secret::kTlsCertificateFieldNumber, certificate_size));
  AppendField(out, tls::Secret::kNameFieldNumber, name);
  AppendFieldHeader(out, tls::Secret::kTlsCertificateFieldNumber, certificate_size);
  AppendFieldHeader(out, tls::TlsCertificate::kCertificateChainFieldNumber, chain_size);
  AppendField(out, kInlineBytes, pair.chain);
  AppendFieldHeader(out, tls::TlsCertificate::kPrivateKeyFieldNumber, key_size);
  AppendField(out, kInlineBytes, key);
  return base::SecretBytes(std::move(out));
}

std::string RedactSecret(std::string_view serialised) {
  tls::Secret secret;
  ParseOwn(serialised, secret);
  tls::TlsCertificate& certificate = *secret.mutable_tls_certificate();
  const std::string chain = certificate.certificate_chain().inline_bytes();
  certificate.mutable_certificate_chain()->set_inline_string(chain);
  std::string key = std::move(*certificate.mutable_private_key()->mutable_inline_bytes());
  certificate.mutable_private_key()->set_inline_string(
      base::SecretBytes(std::move(key)).ToString());
  return Serialize(secret);
}

}  // namespace meshgate::xds
