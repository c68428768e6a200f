// What proxies do with a request whose path has an escaped slash or backslash, "%2F" or "%5C".
#ifndef MESHGATE_CORE_PIPELINE_ESCAPED_SLASHES_H_
#define MESHGATE_CORE_PIPELINE_ESCAPED_SLASHES_H_

namespace meshgate::pipeline {

// The Gateway API does not say. What a backend makes of such a path can differ from what routes
// have seen, so that kKeep is for backends that need it, such as registries and forges.
enum class EscapedSlashes {
  kRedirect,  // 307 to the path with slashes
  kKeep,      // routes and backends see the path as it was sent
  kReject,    // 400
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_ESCAPED_SLASHES_H_
