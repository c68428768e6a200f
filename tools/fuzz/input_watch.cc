#include "tools/fuzz/input_watch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>

// Present in binaries that are built with a sanitizer.
extern "C" void __sanitizer_set_death_callback(void (*callback)()) __attribute__((weak));

namespace meshgate::fuzz {
namespace {

// Signal handlers take no arguments of ours: what they need is global and was made before.
struct Watch {
  std::string path;
  int cpu_seconds = 0;
  std::string_view input;
  volatile sig_atomic_t ticks = 0;  // seconds of processor time since the input began
};
Watch watch;

constexpr std::array kFatal = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

// Below here only what signal-safety(7) allows.
void WriteAll(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<size_t>(written));
  }
}

void KeepInput(const char* reason) {
  const int fd = open(watch.path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  WriteAll(fd, watch.input);
  close(fd);
  WriteAll(STDERR_FILENO, reason);
  WriteAll(STDERR_FILENO, "; the input is in ");
  WriteAll(STDERR_FILENO, watch.path);
  WriteAll(STDERR_FILENO, "\n");
}

void OnDeath() { KeepInput("a sanitizer ended the process"); }

void OnFatal(int number) {
  KeepInput("the process was killed by a signal");
  signal(number, SIG_DFL);
  raise(number);
}

void OnTick(int) {
  const int ticks = watch.ticks + 1;
  watch.ticks = ticks;
  if (ticks > watch.cpu_seconds) GiveUpInput("the input takes too long");
}

void Catch(int number, void (*handler)(int)) {
  struct sigaction action = {};
  sigaction(number, nullptr, &action);
  if (action.sa_handler != SIG_DFL) return;  // a sanitizer's: it tells more, and calls OnDeath
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | SA_RESTART;
  sigaction(number, &action, nullptr);
}

// A stack that has overflown takes no handler.
void UseStackForSignals() {
  static std::array<char, 64 << 10> memory;
  stack_t stack = {};
  stack.ss_sp = memory.data();
  stack.ss_size = memory.size();
  sigaltstack(&stack, nullptr);
}

}  // namespace

std::string FailurePath() {
  for (const char* variable : {"TEST_UNDECLARED_OUTPUTS_DIR", "BUILD_WORKING_DIRECTORY"}) {
    const char* folder = std::getenv(variable);
    if (folder != nullptr) return std::string(folder) + "/failing-input";
  }
  return "failing-input";
}

void WatchInputs(const std::string& path, int cpu_seconds) {
  watch.path = path;
  watch.cpu_seconds = cpu_seconds;
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(&OnDeath);
  UseStackForSignals();
  for (const int number : kFatal) Catch(number, &OnFatal);
  Catch(SIGPROF, &OnTick);
  const itimerval second = {.it_interval = {.tv_sec = 1, .tv_usec = 0},
                            .it_value = {.tv_sec = 1, .tv_usec = 0}};
  setitimer(ITIMER_PROF, &second, nullptr);
}

void StartInput(std::string_view input) {
  watch.input = input;
  watch.ticks = 0;
}

void GiveUpInput(const char* reason) {
  KeepInput(reason);
  _exit(1);
}

}  // namespace meshgate::fuzz
