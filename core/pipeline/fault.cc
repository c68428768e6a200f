#include "core/pipeline/fault.h"

namespace meshgate::pipeline {

// Declared once more because the attribute wants `extern`, and a definition with it is warned of.
[[gnu::weak]] extern bool (*const is_planted_for_test)(Fault);

bool (*const is_planted_for_test)(Fault) = nullptr;

}  // namespace meshgate::pipeline
