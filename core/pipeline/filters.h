// Stage `filters`: what each custom filter does, asked of the plugin of its kind.
//
// Gateway API, HTTPRouteFilter: a filter that cannot be resolved is never skipped, the rule answers
// 500. That holds for one that is missing, of a kind that no plugin brings, refused, or failed on.
#ifndef MESHGATE_CORE_PIPELINE_FILTERS_H_
#define MESHGATE_CORE_PIPELINE_FILTERS_H_

#include <optional>
#include <string>

#include "core/loader/registry.h"
#include "core/pipeline/inputs.h"
#include "core/pipeline/options.h"
#include "core/pipeline/resolving.h"

namespace meshgate::pipeline {

struct DescribedFilter {
  ir::Filter filter;
  std::optional<Problem> unusable;  // rules that refer to it answer 500
  std::string notes = {};           // see Problem
  bool operator==(const DescribedFilter&) const = default;
};

using Filters = engine::Stage<ObjectId, DescribedFilter>;

Filters& AddFilters(engine::Engine& engine, const Inputs& inputs, const loader::Registry& registry,
                    const Options& options, ObjectReferences& references,
                    CertificateFactsTable& facts);

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_FILTERS_H_
