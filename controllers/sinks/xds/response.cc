#include "controllers/sinks/xds/response.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "controllers/sinks/xds/wire.h"
#include "grpcpp/support/slice.h"

namespace meshgate::xds {
namespace {

// Field numbers of envoy.service.discovery.v3.DeltaDiscoveryResponse, Resource and
// google.protobuf.Any.
constexpr int kResponseResources = 2;
constexpr int kResponseTypeUrl = 4;
constexpr int kResponseNonce = 5;
constexpr int kResponseRemoved = 6;
constexpr int kResourceVersion = 1;
constexpr int kResourceResource = 2;
constexpr int kResourceName = 3;
constexpr int kAnyTypeUrl = 1;
constexpr int kAnyValue = 2;

size_t FieldSize(int field, size_t size) { return FieldHeaderSize(field, size) + size; }

// Collects framing as text and shared buffers as slices.
class Slices {
 public:
  std::string& text() { return text_; }

  void Append(const base::SharedBytes& bytes) {
    if (bytes.empty()) return;
    FlushText();
    auto* owner = new base::SharedBytes(bytes);
    slices_.emplace_back(const_cast<char*>(owner->view().data()), owner->size(), &Release, owner);
  }

  grpc::ByteBuffer Finish() {
    FlushText();
    return grpc::ByteBuffer(slices_.data(), slices_.size());
  }

 private:
  static void Release(void* owner) { delete static_cast<base::SharedBytes*>(owner); }

  void FlushText() {
    if (text_.empty()) return;
    slices_.emplace_back(text_);
    text_.clear();
  }

  std::string text_;
  std::vector<grpc::Slice> slices_;
};

// metadata { filter_metadata { key: "meshgate.attempt.SALT" value {} } }, which is merged with what
// the message says itself.
std::string SaltField(int metadata_field, std::string_view salt) {
  std::string field;
  if (salt.empty() || metadata_field == 0) return field;
  std::string entry;
  AppendField(entry, 1, "meshgate.attempt." + std::string(salt));
  AppendField(entry, 2, "");
  std::string metadata;
  AppendField(metadata, 1, entry);
  AppendField(field, metadata_field, metadata);
  return field;
}

void AppendResource(const NamedResource& named, std::string_view type_url, std::string_view salt,
                    Slices& out) {
  const Resource& resource = named.resource;
  const size_t value_size = resource.size() + salt.size();
  const size_t any_size =
      FieldSize(kAnyTypeUrl, type_url.size()) + FieldSize(kAnyValue, value_size);
  const size_t resource_size = FieldSize(kResourceName, named.name.size()) +
                               FieldSize(kResourceVersion, resource.version.size()) +
                               FieldSize(kResourceResource, any_size);
  AppendFieldHeader(out.text(), kResponseResources, resource_size);
  AppendField(out.text(), kResourceName, named.name);
  AppendField(out.text(), kResourceVersion, resource.version);
  AppendFieldHeader(out.text(), kResourceResource, any_size);
  AppendField(out.text(), kAnyTypeUrl, type_url);
  AppendFieldHeader(out.text(), kAnyValue, value_size);
  out.Append(resource.head);
  resource.ForEachOfTail([&](const base::SharedBytes& bytes) { out.Append(bytes); });
  out.text().append(salt);
}

}  // namespace

grpc::ByteBuffer EncodeResponse(const Response& response) {
  Slices out;
  const TypeInfo& type = InfoOf(response.type);
  const std::string salt = SaltField(type.metadata_field, response.salt);
  AppendField(out.text(), kResponseTypeUrl, type.url);
  AppendField(out.text(), kResponseNonce, response.nonce);
  for (const std::string& name : response.removed) {
    AppendField(out.text(), kResponseRemoved, name);
  }
  for (const NamedResource& resource : response.resources) {
    AppendResource(resource, type.url, salt, out);
  }
  return out.Finish();
}

}  // namespace meshgate::xds
