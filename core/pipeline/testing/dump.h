// Everything that can be observed of a translator, as text. [engine thread]
#ifndef MESHGATE_CORE_PIPELINE_TESTING_DUMP_H_
#define MESHGATE_CORE_PIPELINE_TESTING_DUMP_H_

#include <string>
#include <vector>

#include "core/pipeline/translator.h"

namespace meshgate::pipeline::world {

// One fact a line; a line names every object that it is about ("HTTPRoute n1/r2"), so that the
// lines about an object can be told from the others. Equal tables give equal lines.
using Lines = std::vector<std::string>;
Lines Dump(const Tables& tables);

// The lines that contain none of `names` as a whole.
Lines Without(const Lines& lines, const std::vector<std::string>& names);

// "" or the first line that only one of them has.
std::string FirstDifference(const Lines& actual, const Lines& expected);

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_DUMP_H_
