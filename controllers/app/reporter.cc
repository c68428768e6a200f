#include "controllers/app/reporter.h"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "controllers/app/console.h"

namespace meshgate::app {
namespace {

// A folder of broken files shall not bury everything else.
constexpr size_t kMostFindings = 100;

}  // namespace

Reporter::Reporter(std::optional<status_sink::StatusFiles> files)
    : files_(std::move(files)), color_(WantsColor(STDOUT_FILENO)), thread_([this] { Run(); }) {}

Reporter::~Reporter() {
  mailbox_.Close();
  thread_.join();
}

void Reporter::Run() {
  while (auto letters = mailbox_.TakeAll()) {
    for (Letter& letter : *letters) Tell(letter);
    std::cout.flush();
  }
}

void Reporter::Tell(Letter& letter) {
  if (auto* findings = std::get_if<std::vector<provider::Finding>>(&letter)) {
    TellFindings(std::move(*findings));
  } else if (const auto* change = std::get_if<status_sink::StatusChange>(&letter)) {
    TellState(*change);
  } else {
    std::cout << std::get<std::string>(letter) << "\n";
  }
}

void Reporter::TellFindings(std::vector<provider::Finding> findings) {
  if (findings.size() > kMostFindings) {
    std::stable_partition(findings.begin(), findings.end(), [](const provider::Finding& finding) {
      return finding.severity == provider::Severity::kError;
    });
  }
  const size_t told = std::min(findings.size(), kMostFindings);
  for (size_t i = 0; i < told; ++i) std::cout << FindingLine(findings[i], color_);
  if (told < findings.size()) {
    std::cout << "... and " << findings.size() - told << " more; \"manager validate\" lists all\n";
  }
}

void Reporter::TellState(const status_sink::StatusChange& change) {
  if (change.document) {
    std::cout << StateLines(*change.document, change.addresses, color_);
  } else {
    std::cout << resource::ToString(change.id)
              << (change.exists ? "  attached to nothing: it names no parent or class that is "
                                  "served here\n"
                                : "  gone\n");
  }
  if (!files_) return;
  const absl::Status written = files_->Write(change);
  if (!written.ok()) spdlog::error("{}", std::string(written.message()));
}

}  // namespace meshgate::app
