#include "controllers/sinks/xds/wire.h"

#include <cstdint>

#include "core/base/check.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"

namespace meshgate::xds {
namespace {

using google::protobuf::io::CodedOutputStream;

constexpr uint32_t kLengthDelimited = 2;

uint32_t Tag(int field) { return static_cast<uint32_t>(field) << 3 | kLengthDelimited; }

void AppendVarint(std::string& out, uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<char>(value));
}

}  // namespace

size_t FieldHeaderSize(int field, size_t size) {
  return CodedOutputStream::VarintSize32(Tag(field)) + CodedOutputStream::VarintSize64(size);
}

void AppendFieldHeader(std::string& out, int field, size_t size) {
  AppendVarint(out, Tag(field));
  AppendVarint(out, size);
}

void AppendField(std::string& out, int field, std::string_view bytes) {
  AppendFieldHeader(out, field, bytes.size());
  out.append(bytes);
}

void ForEachField(std::string_view message,
                  const std::function<void(int, std::string_view)>& f) {
  google::protobuf::io::CodedInputStream in(reinterpret_cast<const uint8_t*>(message.data()),
                                            static_cast<int>(message.size()));
  while (const uint32_t tag = in.ReadTag()) {
    uint32_t size = 0;
    MG_CHECK((tag & 7) == kLengthDelimited && in.ReadVarint32(&size), "own bytes");
    const auto begin = static_cast<size_t>(in.CurrentPosition());
    MG_CHECK(in.Skip(static_cast<int>(size)), "own bytes");
    f(static_cast<int>(tag >> 3), message.substr(begin, size));
  }
}

std::string Serialize(const google::protobuf::MessageLite& message) {
  std::string out;
  google::protobuf::io::StringOutputStream stream(&out);
  CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  MG_CHECK(message.SerializeToCodedStream(&coded));
  coded.Trim();
  return out;
}

void PackAny(const google::protobuf::MessageLite& message, google::protobuf::Any& out) {
  out.set_type_url("type.googleapis.com/" + message.GetTypeName());
  out.set_value(Serialize(message));
}

void ParseOwn(std::string_view bytes, google::protobuf::MessageLite& message) {
  MG_CHECK(message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())),
           "own bytes do not parse as " + message.GetTypeName());
}

}  // namespace meshgate::xds
