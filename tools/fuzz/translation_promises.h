// What must hold for any objects on their way from text to xDS.
#ifndef MESHGATE_TOOLS_FUZZ_TRANSLATION_PROMISES_H_
#define MESHGATE_TOOLS_FUZZ_TRANSLATION_PROMISES_H_

#include <string_view>
#include <vector>

#include "core/resource/object.h"
#include "core/resource/schema_catalog.h"

namespace meshgate::fuzz {

// Gateway API, the built-in kinds, and what the built-in plugins bring. Loaded once; ends the
// process when a plugin cannot be loaded. [thread-safe]
const resource::SchemaCatalog& Schemas();

// Decodes (JSON when it starts with a brace, else YAML) and admits the documents, translates what
// is admitted, renders it, and checks: no built-in plugin fails; the same objects one by one in
// another order, and without the status that others wrote, give the same bytes. Returns the
// admitted objects.
std::vector<resource::ObjectPtr> CheckTranslation(std::string_view text);

}  // namespace meshgate::fuzz

#endif  // MESHGATE_TOOLS_FUZZ_TRANSLATION_PROMISES_H_
