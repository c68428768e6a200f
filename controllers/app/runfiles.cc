#include "controllers/app/runfiles.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace meshgate::app {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kRunfiles = ".runfiles";

}  // namespace

Runfiles Runfiles::OfThisBinary() {
  std::error_code unreadable;
  const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
  const char* runfiles_dir = std::getenv("RUNFILES_DIR");
  return Runfiles(program.string(), runfiles_dir == nullptr ? "" : runfiles_dir);
}

Runfiles::Runfiles(const std::string& program, const std::string& runfiles_dir)
    : folder_(fs::path(program).parent_path().string()) {
  if (!runfiles_dir.empty()) runfiles_.push_back(runfiles_dir);
  runfiles_.push_back(program + std::string(kRunfiles));
}

absl::StatusOr<std::string> Runfiles::Find(std::string_view runfile,
                                           std::string_view beside) const {
  std::vector<fs::path> candidates;
  for (const std::string& folder : runfiles_) candidates.push_back(fs::path(folder) / runfile);
  candidates.push_back(fs::path(folder_) / beside);
  for (const fs::path& candidate : candidates) {
    std::error_code absent;
    if (fs::exists(candidate, absent)) return fs::absolute(candidate, absent).string();
  }
  return absl::NotFoundError("cannot find " + std::string(beside) + " beside the binary in " +
                             folder_ + " nor in " + candidates.front().string() +
                             "; start it with \"bazel run\", or put it there");
}

}  // namespace meshgate::app
