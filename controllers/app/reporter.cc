#include "controllers/app/reporter.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <iostream>

#include "controllers/app/console.h"

namespace meshgate::app {
namespace {

// A folder of broken files shall not bury everything else.
constexpr size_t kMostFindings = 100;

}  // namespace

Reporter::Reporter(std::optional<StatusFiles> files)
    : files_(std::move(files)), color_(WantsColor(STDOUT_FILENO)), thread_([this] { Run(); }) {}

Reporter::~Reporter() {
  mailbox_.Close();
  thread_.join();
}

void Reporter::Run() {
  while (const auto letters = mailbox_.TakeAll()) {
    findings_in_batch_ = 0;
    for (const Letter& letter : *letters) Tell(letter);
    if (findings_in_batch_ > kMostFindings) {
      std::cout << "... and " << findings_in_batch_ - kMostFindings << " more; "
                << "\"manager translate\" prints all findings\n";
    }
    std::cout.flush();
  }
}

void Reporter::Tell(const Letter& letter) {
  if (const auto* finding = std::get_if<provider::Finding>(&letter)) {
    TellFinding(*finding);
  } else if (const auto* change = std::get_if<StateChange>(&letter)) {
    TellState(*change);
  } else {
    std::cout << std::get<std::string>(letter) << "\n";
  }
}

void Reporter::TellFinding(const provider::Finding& finding) {
  if (++findings_in_batch_ <= kMostFindings) std::cout << FindingLine(finding, color_);
}

void Reporter::TellState(const StateChange& change) {
  const StatusChange& status = change.status;
  if (status.document) {
    std::cout << StateLines(*status.document, change.addresses, color_);
  } else {
    std::cout << resource::ToString(status.id) << "  gone\n";
  }
  if (!files_) return;
  const absl::Status written = files_->Write(status);
  if (!written.ok()) spdlog::error("{}", std::string(written.message()));
}

}  // namespace meshgate::app
