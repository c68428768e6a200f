// Finds the files that belong to the binary: plugins, Envoy, the quickstart.
#ifndef MESHGATE_CONTROLLERS_APP_RUNFILES_H_
#define MESHGATE_CONTROLLERS_APP_RUNFILES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace meshgate::app {

// Where such files may lie: the runfiles folder that Bazel makes ($RUNFILES_DIR, or
// manager.runfiles beside the binary; the binary may have been started from any folder), then the
// binary's own folder.
class Runfiles {
 public:
  // Of this process.
  static Runfiles OfThisBinary();

  // `program` is the path of the binary, `runfiles_dir` the variable's value or "".
  Runfiles(const std::string& program, const std::string& runfiles_dir);

  // The first that exists: `runfile` ("meshgate/plugins/a.so", starting with its repository) in a
  // runfiles folder, or `beside` ("plugins/a.so") in the binary's folder. NotFound names both.
  absl::StatusOr<std::string> Find(std::string_view runfile, std::string_view beside) const;

 private:
  std::vector<std::string> runfiles_;
  std::string folder_;
};

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_RUNFILES_H_
