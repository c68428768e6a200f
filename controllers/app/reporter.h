// Tells people what happens, on a thread of its own: a slow terminal or disk holds up nothing else.
#ifndef MESHGATE_CONTROLLERS_APP_REPORTER_H_
#define MESHGATE_CONTROLLERS_APP_REPORTER_H_

#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "controllers/app/status_files.h"
#include "controllers/app/status_hold.h"
#include "controllers/provider/batch.h"
#include "core/base/mailbox.h"

namespace meshgate::app {

// A status that may be told, with the addresses at which the object is served.
struct StateChange {
  StatusChange status;
  std::vector<std::string> addresses = {};
  bool exists = true;  // false, and no document: the object is gone
};

// Prints to stdout, and writes status files when there is a folder for them. [thread-safe]
class Reporter {
 public:
  explicit Reporter(std::optional<StatusFiles> files);
  // Tells what was posted before, then joins the thread.
  ~Reporter();

  // What was found at one time. Of very many only the first are told, errors before all others, and
  // how many there are.
  void Post(std::vector<provider::Finding> findings) { mailbox_.Post(std::move(findings)); }
  void Post(StateChange change) { mailbox_.Post(std::move(change)); }
  // A line of text without its end.
  void Post(std::string line) { mailbox_.Post(std::move(line)); }

 private:
  using Letter = std::variant<std::vector<provider::Finding>, StateChange, std::string>;

  void Run();
  void Tell(Letter& letter);
  void TellState(const StateChange& change);
  void TellFindings(std::vector<provider::Finding> findings);

  std::optional<StatusFiles> files_;
  const bool color_;
  base::Mailbox<Letter> mailbox_;
  std::thread thread_;  // the last member: starts when all others are ready
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_REPORTER_H_
