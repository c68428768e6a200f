#include "controllers/app/process.h"

#include <pthread.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>
#include <utility>

#include "absl/strings/str_join.h"
#include "controllers/cli/version.h"

namespace meshgate::app {

StopSignals::StopSignals() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

void StopSignals::Wait() const {
  int signal = 0;
  sigwait(&signals_, &signal);
}

void StartLogging(const cli::Settings& settings) {
  auto logger = spdlog::stderr_logger_mt("meshgate");
  logger->set_pattern("%H:%M:%S.%e %l: %v");
  spdlog::set_default_logger(std::move(logger));
  // spdlog calls it "warning", and takes "warn" too; "error" it calls "err".
  spdlog::set_level(settings.log_level == "error" ? spdlog::level::err
                                                  : spdlog::level::from_str(settings.log_level));
}

void TellPlugins(const loader::Registry& registry, Reporter& reporter) {
  reporter.Post("meshgate " + std::string(cli::kVersion));
  for (const loader::Plugin& plugin : registry.plugins()) {
    reporter.Post("plugin " + plugin.name + " " + plugin.version + ": " +
                  absl::StrJoin(plugin.roles, ", "));
  }
}

}  // namespace meshgate::app
