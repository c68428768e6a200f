// YAML text to documents and back.
#ifndef MESHGATE_CORE_RESOURCE_YAML_H_
#define MESHGATE_CORE_RESOURCE_YAML_H_

#include <string>
#include <string_view>

#include "core/resource/document.h"
#include "core/resource/tree.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// Decodes a stream of documents separated by "---"; empty ones are skipped, the items of a List are
// documents of their own. Scalars are typed as kubectl types them (yaml_scalar.h). Aliases are
// expanded within the budget. Refused: duplicate keys, merge keys ("<<"), tags other than !!str,
// !!map and !!seq, characters that CheckSourceText refuses, carriage returns without a line feed,
// the escapes \0, \N and \_, and text after a document without a "---". Every error has a place in
// the text. Always returns, in time linear in the text. [pure]
Decoded DecodeYaml(std::string_view text, const Budget& budget = {});

// Appends one document in block style, without "---": fields in the order given, strings quoted
// only where ResolvePlainScalar or YAML's syntax would read something else. [pure]
void EncodeYaml(const Value& value, std::string& out);
// The same for a node; the fields of its maps are sorted by key.
void EncodeYaml(Node node, std::string& out);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_YAML_H_
