#include "controllers/kubernetes/credentials.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "core/base/read_file.h"
#include "core/base/status_macros.h"
#include "core/resource/json.h"

namespace meshgate::kubernetes {
namespace {

using resource::Value;

constexpr std::chrono::minutes kTokenFileAge{1};
constexpr std::chrono::seconds kExecTimeout{60};
// Before what a plugin said expires, it is asked for the next.
constexpr std::chrono::seconds kExecLead{10};
constexpr std::chrono::hours kForever{24 * 365};
constexpr size_t kMaxExecBytes = 1 << 20;

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> EnvironmentOf(const ExecPlugin& plugin) {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.push_back(*variable);
  for (const auto& [name, value] : plugin.environment) variables.push_back(name + "=" + value);
  variables.push_back("KUBERNETES_EXEC_INFO={\"apiVersion\":\"" + plugin.api_version +
                      "\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false}}");
  return variables;
}

// Everything that the program writes before it closes its output; false when it takes too long.
bool ReadAll(int descriptor, std::string& text) {
  const auto deadline = std::chrono::steady_clock::now() + kExecTimeout;
  char buffer[4096];
  while (text.size() < kMaxExecBytes) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd watched{descriptor, POLLIN, 0};
    if (left.count() <= 0 || poll(&watched, 1, static_cast<int>(left.count())) <= 0) return false;
    const ssize_t size = read(descriptor, buffer, sizeof(buffer));
    if (size <= 0) return size == 0;
    text.append(buffer, static_cast<size_t>(size));
  }
  return false;
}

absl::StatusOr<std::string> Run(const ExecPlugin& plugin) {
  const auto failed = [&](const std::string& why) {
    return absl::UnavailableError("the credentials program " + plugin.command + " " + why);
  };
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return failed("cannot be started: no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  std::vector<std::string> words = {plugin.command};
  words.insert(words.end(), plugin.arguments.begin(), plugin.arguments.end());
  std::vector<std::string> variables = EnvironmentOf(plugin);
  pid_t pid = 0;
  const int error = posix_spawnp(&pid, plugin.command.c_str(), &actions, nullptr,
                                 Pointers(words).data(), Pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string text;
  const bool complete = error == 0 && ReadAll(ends[0], text);
  close(ends[0]);
  if (error != 0) return failed("cannot be started; install it, or correct the kubeconfig");
  if (!complete) kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  if (!complete) return failed("does not end, or prints too much");
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return failed("failed");
  return text;
}

absl::StatusOr<std::string> ReadToken(const std::string& path) {
  std::string token = base::ReadFileOrEmpty(path);
  absl::StripAsciiWhitespace(&token);
  if (token.empty()) return absl::UnavailableError("cannot read a token from " + path);
  return token;
}

}  // namespace

absl::StatusOr<ExecAnswer> ParseExecCredential(const std::string& json) {
  const resource::Decoded decoded = resource::DecodeJson(json);
  if (decoded.error || decoded.documents.size() != 1) {
    return absl::InvalidArgumentError("did not print an ExecCredential in JSON");
  }
  const Value* status = decoded.documents.front().value.Find("status");
  if (status == nullptr) return absl::InvalidArgumentError("printed no status");
  ExecAnswer answer;
  answer.proof.token = status->FindText("token");
  answer.proof.certificate = status->FindText("clientCertificateData");
  answer.proof.key = status->FindText("clientKeyData");
  if (answer.proof.certificate.empty() != answer.proof.key.empty() ||
      (answer.proof.token.empty() && answer.proof.key.empty())) {
    return absl::InvalidArgumentError(
        "printed neither status.token nor both status.clientCertificateData and clientKeyData");
  }
  if (const auto text = status->FindText("expirationTimestamp"); !text.empty()) {
    absl::Time time;
    std::string error;
    if (!absl::ParseTime(absl::RFC3339_full, absl::string_view(text.data(), text.size()), &time,
                         &error)) {
      return absl::InvalidArgumentError("printed no time as status.expirationTimestamp");
    }
    answer.expires = absl::ToChronoTime(time);
  }
  return answer;
}

absl::StatusOr<Proof> Credentials::Get(Time now) {
  base::MutexLock lock(mutex_);
  if (kept_ && now < kept_until_) return *kept_;
  const absl::StatusOr<Proof> renewed = Renew(now);
  if (!renewed.ok()) return renewed.status();
  kept_ = *renewed;
  return *renewed;
}

void Credentials::Refuse() {
  base::MutexLock lock(mutex_);
  kept_.reset();
}

absl::StatusOr<Proof> Credentials::Renew(Time now) {
  Proof proof{access_.token, access_.certificate, access_.key};
  kept_until_ = now + kForever;
  if (!access_.token_file.empty()) {
    MG_ASSIGN_OR_RETURN(proof.token, ReadToken(access_.token_file));
    kept_until_ = now + kTokenFileAge;
  } else if (access_.exec) {
    MG_ASSIGN_OR_RETURN(const std::string text, Run(*access_.exec));
    absl::StatusOr<ExecAnswer> answer = ParseExecCredential(text);
    if (!answer.ok()) {
      return absl::UnavailableError("the credentials program " + access_.exec->command + " " +
                                    std::string(answer.status().message()));
    }
    proof = std::move(answer->proof);
    if (answer->expires) kept_until_ = *answer->expires - kExecLead;
  }
  return proof;
}

}  // namespace meshgate::kubernetes
