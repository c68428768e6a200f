#include "core/engine/fault.h"

namespace meshgate::engine {

// Declared once more because the attribute wants `extern`, and a definition with it is warned of.
[[gnu::weak]] extern bool (*const is_planted_for_test)(const Graph&, Fault);

bool (*const is_planted_for_test)(const Graph&, Fault) = nullptr;

}  // namespace meshgate::engine
