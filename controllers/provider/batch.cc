#include "controllers/provider/batch.h"

#include "core/base/printable.h"

namespace meshgate::provider {

std::string ToString(const Finding& finding) {
  std::string text = finding.file;
  if (finding.position.line > 0) {
    text += ":" + std::to_string(finding.position.line);
    if (finding.position.column > 0) text += ":" + std::to_string(finding.position.column);
  }
  if (!text.empty()) text += ": ";
  if (!finding.object.empty()) text += finding.object + ": ";
  return base::Printable(text + finding.message);
}

}  // namespace meshgate::provider
