// A second opinion on a translator's tables: the rules of Gateway API once more, by brute force
// over the objects as the test wrote them, sharing no code with the translator. [engine thread]
//
// It looks at what an error common to every start would spoil: order of rules, isolation of
// listeners, who serves connections, grants, attachment and its counts, sockets.
#ifndef MESHGATE_CORE_PIPELINE_TESTING_ORACLE_H_
#define MESHGATE_CORE_PIPELINE_TESTING_ORACLE_H_

#include <string>

#include "core/pipeline/testing/world.h"

namespace meshgate::pipeline::world {

// "" or what is wrong first, when these tables come from this world.
std::string FindWrong(const World& world, const Options& options, const Tables& tables);

}  // namespace meshgate::pipeline::world

#endif  // MESHGATE_CORE_PIPELINE_TESTING_ORACLE_H_
