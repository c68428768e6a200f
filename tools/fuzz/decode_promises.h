// What both codecs promise for every text.
#ifndef MESHGATE_TOOLS_FUZZ_DECODE_PROMISES_H_
#define MESHGATE_TOOLS_FUZZ_DECODE_PROMISES_H_

#include <string_view>

#include "core/resource/document.h"

namespace meshgate::fuzz {

// Fails unless an error has a message and a place in `text`, and each document is an object with a
// place in `text` that both codecs and a frozen tree give back as it is.
void CheckDecoded(std::string_view text, const resource::Decoded& decoded);

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_DECODE_PROMISES_H_
