// The protobuf wire format, as far as this sink writes it by hand: framing of bytes that are
// serialised already, so that they are concatenated and never copied into another message. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_WIRE_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_WIRE_H_

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "google/protobuf/any.pb.h"
#include "google/protobuf/message_lite.h"

namespace meshgate::xds {

// Bytes that `AppendFieldHeader` writes for a field of this size.
size_t FieldHeaderSize(int field, size_t size);

// Tag and length of a length-delimited field; its `size` bytes are to follow.
void AppendFieldHeader(std::string& out, int field, size_t size);

// A whole length-delimited field: a string, bytes or a serialised message.
void AppendField(std::string& out, int field, std::string_view bytes);

// Calls `f` with the number and the bytes of each field of a message that this sink wrote with the
// functions above: all its fields are length-delimited.
void ForEachField(std::string_view message, const std::function<void(int, std::string_view)>& f);

// Equal messages give equal bytes, maps included: versions are hashes of what this returns.
std::string Serialize(const google::protobuf::MessageLite& message);

// The message as an Any, with the bytes of Serialize(): Any::PackFrom() promises no order.
void PackAny(const google::protobuf::MessageLite& message, google::protobuf::Any& out);

// Parses bytes that this sink serialised itself; anything else is a broken invariant.
void ParseOwn(std::string_view bytes, google::protobuf::MessageLite& message);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_WIRE_H_
