// JSON text to documents and back.
#ifndef MESHGATE_CORE_RESOURCE_JSON_H_
#define MESHGATE_CORE_RESOURCE_JSON_H_

#include <string>
#include <string_view>

#include "core/resource/document.h"
#include "core/resource/tree.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Decodes a stream of objects, such as one a line; the items of a List are documents of their own.
// Numbers are read as the API server reads them (number.h). Refused: duplicate keys, lone
// surrogates, NUL written as an escape, and what CheckSourceText refuses. Every error has a place
// in the text. Always returns, in time linear in the text. [pure]
Decoded DecodeJson(std::string_view text, const Budget& budget = {.depth = 128});

// Appends compact JSON: fields in the order given, UTF-8 unescaped. [pure]
void EncodeJson(const Value& value, std::string& out);
// The same for a node; the fields of its maps are sorted by key.
void EncodeJson(Node node, std::string& out);
// Appends a string in double quotes, with the escapes of JSON (which YAML reads too). [pure]
void EncodeJsonString(std::string_view text, std::string& out);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_JSON_H_
