// What every mode of serving does with its process. [load-time only]
#ifndef MESHGATE_CONTROLLERS_APP_PROCESS_H_
#define MESHGATE_CONTROLLERS_APP_PROCESS_H_

#include <signal.h>

#include "controllers/app/reporter.h"
#include "controllers/cli/settings.h"
#include "core/loader/registry.h"

namespace meshgate::app {

// Blocks the signals that end the manager in this thread and in all that it starts, so that they
// can be waited for.
class StopSignals {
 public:
  StopSignals();
  void Wait() const;

 private:
  sigset_t signals_;
};

void StartLogging(const cli::Settings& settings);

// Which version this is, and which plugins it has.
void TellPlugins(const loader::Registry& registry, Reporter& reporter);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_PROCESS_H_
