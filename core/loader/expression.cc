#include "core/loader/expression.h"

#include "re2/re2.h"

namespace meshgate::loader {

std::string ExpressionError(std::string_view expression) {
  if (expression.empty()) return "is empty; write an expression that matches the whole value";
  const re2::RE2 compiled(re2::StringPiece(expression.data(), expression.size()), re2::RE2::Quiet);
  if (!compiled.ok()) {
    return "is no regular expression of RE2: " + compiled.error() +
           "; RE2 has no look-around and no back-references, write it without";
  }
  if (compiled.ProgramSize() <= kMaxExpressionSize) return "";
  return "has the RE2 program size " + std::to_string(compiled.ProgramSize()) + ", more than " +
         std::to_string(kMaxExpressionSize) + "; write a shorter one, or several matches";
}

}  // namespace meshgate::loader
