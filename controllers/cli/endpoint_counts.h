// How many endpoints each Service port has, by the code that makes them for the proxies.
#ifndef MESHGATE_CONTROLLERS_CLI_ENDPOINT_COUNTS_H_
#define MESHGATE_CONTROLLERS_CLI_ENDPOINT_COUNTS_H_

#include <map>

#include "controllers/provider/batch.h"
#include "core/pipeline/model.h"

namespace meshgate::cli {

// Of every Service port of the batch.
std::map<pipeline::BackendId, int> CountEndpoints(const provider::Batch& batch);

}  // namespace meshgate::cli

#endif  // MESHGATE_CONTROLLERS_CLI_ENDPOINT_COUNTS_H_
