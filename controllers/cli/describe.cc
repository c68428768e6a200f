#include "controllers/cli/describe.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "controllers/cli/descriptions.h"
#include "core/base/status_macros.h"
#include "core/base/suggest.h"
#include "core/resource/well_known.h"
#include "core/resource/yaml.h"

namespace meshgate::cli {
namespace {

using resource::Kind;
using resource::ObjectId;

std::vector<Kind> DescribedKinds(const loader::Registry& registry) {
  std::vector<Kind> kinds = {resource::kGatewayClass, resource::kGateway, resource::kService};
  for (const loader::RouteKind& kind : registry.route_kinds()) kinds.push_back(kind.kind);
  for (const loader::PolicyKind& kind : registry.policy_kinds()) kinds.push_back(kind.kind);
  return kinds;
}

absl::StatusOr<Kind> FindKind(const std::string& typed, const loader::Registry& registry) {
  const std::string wanted = absl::AsciiStrToLower(typed);
  std::vector<std::string> names;
  for (const Kind& kind : DescribedKinds(registry)) {
    const std::string name = absl::AsciiStrToLower(kind.kind());
    if (wanted == name || wanted == absl::AsciiStrToLower(Plural(kind))) return kind;
    names.push_back(kind.kind());
  }
  const std::string_view closest = base::Closest(typed, names);
  return absl::InvalidArgumentError("describe knows no kind \"" + typed + "\"; " +
                                    (closest.empty()
                                         ? "it knows " + absl::StrJoin(names, ", ")
                                         : "did you mean \"" + std::string(closest) + "\"?"));
}

ObjectId IdOf(const Kind& kind, const std::string& name) {
  if (kind == resource::kGatewayClass) return {kind, "", name};
  const size_t slash = name.find('/');
  if (slash == std::string::npos) return {kind, "default", name};
  return {kind, name.substr(0, slash), name.substr(slash + 1)};
}

const resource::Object* FindObject(const ObjectId& id, const provider::Batch& batch) {
  for (const resource::ObjectPtr& object : batch.put) {
    if (object->id() == id) return &*object;
  }
  return nullptr;
}

std::string Absent(const ObjectId& id, const provider::Batch& batch) {
  std::vector<std::string> names;
  for (const resource::ObjectPtr& object : batch.put) {
    if (object->id().kind == id.kind) names.push_back(ToString(object->id()));
  }
  const std::string_view closest = base::Closest(ToString(id), names);
  std::string text = "there is no " + ToString(id) + " among the files";
  if (!closest.empty()) return text + "; did you mean " + std::string(closest) + "?\n";
  return text + (names.empty() ? "" : "; there are: " + absl::StrJoin(names, ", ")) + "\n";
}

resource::Value DescribeObject(const LoadedFiles& files, const resource::Object& object) {
  const ObjectId& id = object.id();
  if (id.kind == resource::kGatewayClass) return DescribeGatewayClass(files, id);
  if (id.kind == resource::kGateway) return DescribeGateway(files, object);
  if (id.kind == resource::kService) return DescribeService(files, id);
  if (const loader::PolicyKind* const kind = files.registry.FindPolicyKind(id.kind)) {
    return DescribePolicy(files, *kind, id);
  }
  return DescribeRoute(files, *files.registry.FindRouteKind(id.kind), id);
}

}  // namespace

absl::StatusOr<Report> Describe(const std::string& kind, const std::string& name,
                                const LoadedFiles& files) {
  MG_ASSIGN_OR_RETURN(const Kind found, FindKind(kind, files.registry));
  const ObjectId id = IdOf(found, name);
  Report report = ReportFindings(files.batch);
  if (const resource::Object* const object = FindObject(id, files.batch)) {
    resource::EncodeYaml(DescribeObject(files, *object), report.output);
  } else {
    report.findings += Absent(id, files.batch);
    report.found = true;
  }
  return report;
}

}  // namespace meshgate::cli
