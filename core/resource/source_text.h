// Checks of a source text before any parser sees it.
#ifndef MESHGATE_CORE_RESOURCE_SOURCE_TEXT_H_
#define MESHGATE_CORE_RESOURCE_SOURCE_TEXT_H_

#include <cstddef>
#include <optional>
#include <string_view>

#include "core/resource/document.h"
#include "core/resource/value.h"

namespace meshgate::resource {

// U+00A0, which looks like a space and is none.
inline constexpr std::string_view kNoBreakSpace = "\xc2\xa0";

// The line and column of a byte. [pure]
Position PositionOf(std::string_view text, size_t offset);

// The place itself, or the nearest one within the text: parsers point behind its end, or nowhere.
// [pure]
Position NearestPosition(std::string_view text, Position position);

// The text without a UTF-8 byte order mark. [pure]
std::string_view WithoutByteOrderMark(std::string_view text);

bool IsUtf8(std::string_view text);

// An error when the text is beyond the budget's file_bytes, is not UTF-8, or holds a control
// character other than tab and line ends (YAML 1.2.2 section 5.1). [pure]
std::optional<DecodeError> CheckSourceText(std::string_view text, const Budget& budget);

}  // namespace meshgate::resource

#endif  // MESHGATE_CORE_RESOURCE_SOURCE_TEXT_H_
