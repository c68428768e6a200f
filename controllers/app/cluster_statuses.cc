#include "controllers/app/cluster_statuses.h"

#include <utility>

#include "core/base/check.h"
#include "core/resource/object.h"

namespace meshgate::app {
namespace {

using status_sink::PatchResult;
using Outcome = PatchResult::Outcome;

Outcome OutcomeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
      return Outcome::kGone;
    case absl::StatusCode::kAborted:
      return Outcome::kConflict;
    case absl::StatusCode::kInvalidArgument:
      return Outcome::kRefused;
    default:
      return Outcome::kFailed;
  }
}

}  // namespace

PatchResult ClusterStatuses::PatchStatus(const resource::ObjectId& id,
                                         const std::string& api_version,
                                         const std::string& patch) {
  const resource::KindInfo* const info = schemas_.Find(id.kind);
  MG_CHECK(info != nullptr, "only objects of known kinds are observed");
  const std::string version = api_version.substr(api_version.find('/') + 1);
  absl::StatusOr<resource::Value> written = api_.MergePatch(
      kubernetes::ResourceOf(*info, version).ObjectPath(id.ns, id.name, "status"), patch);
  if (!written.ok()) {
    return {OutcomeOf(written.status()), {}, std::string(written.status().message())};
  }
  absl::StatusOr<resource::ObjectPtr> object = resource::MakeObject(*std::move(written), id.kind);
  if (!object.ok()) return {Outcome::kFailed, {}, std::string(object.status().message())};
  return {Outcome::kWritten, *std::move(object), ""};
}

}  // namespace meshgate::app
