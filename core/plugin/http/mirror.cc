#include "core/plugin/http/mirror.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "core/plugin/backend_refs.h"

namespace meshgate::plugin::http {
namespace {

// Whether the parts are a share from 0 to 1.
bool SetShare(int64_t numerator, int64_t denominator, ir::Mirror& mirror) {
  if (numerator < 0 || denominator < 1 || numerator > denominator ||
      denominator > std::numeric_limits<int32_t>::max()) {
    return false;
  }
  mirror.numerator = static_cast<uint32_t>(numerator);
  mirror.denominator = static_cast<uint32_t>(denominator);
  return true;
}

// `field`: "spec.rules[0].filters[1].requestMirror".
bool DescribeShare(Node node, const std::string& field, RuleScope& scope, ir::Mirror& mirror) {
  const Node percent = node["percent"];
  const Node fraction = node["fraction"];
  if (percent && fraction) {
    scope.Refuse(field, "percent and fraction cannot be combined; keep one of them");
    return false;
  }
  if (percent && !SetShare(percent.Int(), 100, mirror)) {
    scope.Refuse(field + ".percent", "the percentage must be from 0 to 100; write such a one");
    return false;
  }
  if (fraction &&
      !SetShare(fraction["numerator"].Int(), fraction["denominator"].Int(100), mirror)) {
    scope.Refuse(field + ".fraction", "the fraction must be from 0 to 1, of whole numbers of up to "
                                      "2147483647; write such a one");
    return false;
  }
  return true;
}

}  // namespace

void DescribeMirror(Node filter, const std::string& field, RuleScope& scope,
                    std::vector<ir::Mirror>& mirrors) {
  const Node node = filter["requestMirror"];
  const Node backend = node["backendRef"];
  if (!backend) {
    scope.Refuse(field, "filter RequestMirror has no requestMirror.backendRef; name the Service "
                        "that gets the copies");
    return;
  }
  const std::string path = field + ".requestMirror";
  ir::Mirror mirror;
  if (!DescribeShare(node, path, scope, mirror)) return;
  mirror.backend = DescribeBackendRef(backend, path + ".backendRef", scope);
  mirrors.push_back(std::move(mirror));
}

}  // namespace meshgate::plugin::http
