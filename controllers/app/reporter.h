// Tells people what happens, on a thread of its own: a slow terminal or disk holds up nothing else.
#ifndef MESHGATE_CONTROLLERS_APP_REPORTER_H_
#define MESHGATE_CONTROLLERS_APP_REPORTER_H_

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "controllers/sinks/status/status_files.h"
#include "controllers/sinks/status/status_sink.h"
#include "controllers/provider/batch.h"
#include "core/base/mailbox.h"

namespace meshgate::app {

// Prints to stdout, and writes status files when there is a folder for them. [thread-safe]
class Reporter final : public status_sink::StatusSink {
 public:
  explicit Reporter(std::optional<status_sink::StatusFiles> files);
  // Tells what was posted before, then joins the thread.
  ~Reporter() override;

  // What was found at one time. Of very many only the first are told, errors before all others, and
  // how many there are.
  void Post(std::vector<provider::Finding> findings) { mailbox_.Post(std::move(findings)); }
  // A line of text without its end.
  void Post(std::string line) { mailbox_.Post(std::move(line)); }
  void Say(const status_sink::StatusChange& change) override { mailbox_.Post(change); }

 private:
  using Letter =
      std::variant<std::vector<provider::Finding>, status_sink::StatusChange, std::string>;

  void Run();
  void Tell(Letter& letter);
  void TellState(const status_sink::StatusChange& change);
  void TellFindings(std::vector<provider::Finding> findings);

  std::optional<status_sink::StatusFiles> files_;
  const bool color_;
  base::Mailbox<Letter> mailbox_;
  std::thread thread_;  // the last member: starts when all others are ready
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_REPORTER_H_
