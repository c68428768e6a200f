#include "controllers/sinks/proxies/proxy_sink.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "absl/strings/ascii.h"
#include "controllers/sinks/xds/translator_stages.h"

namespace meshgate::proxies {

namespace {

using resource::ObjectId;

template <typename Value>
bool Write(engine::Input<ObjectId, Value>& input, const ObjectId& gateway,
           const std::optional<Value>& value) {
  value ? input.Put(gateway, *value) : input.Erase(gateway);
  return true;
}

}  // namespace

ProxySink::ProxySink(pipeline::Translator& translator, const loader::Registry& registry,
                     infra::Infrastructure& infrastructure, const ProxyOptions& options)
    : translator_(translator),
      infrastructure_(infrastructure),
      resources_(xds::AddStages(translator, registry)),
      acknowledgements_(translator),
      blames_(translator),
      servers_(resources_,
               [this](const ObjectId& gateway, const xds::Progress& progress) {
                 desk_.post([this, gateway, progress] { return TakeProgress(gateway, progress); });
               }),
      endpoints_({.allow_loopback = options.allow_loopback},
                 [this](const auto& changes) { servers_.PutEndpoints(changes); }) {
  translator_.tables().infra.Export();
  for (const auto& [backend, address] : options.backends) endpoints_.Override(backend, address);
}

void ProxySink::Start(sinks::Desk desk) {
  desk_ = std::move(desk);
  infrastructure_.Start(FeedbackOfInfrastructure());
}

// The infrastructure may live longer than this: only tasks, which then do not run, refer to it.
infra::Feedback ProxySink::FeedbackOfInfrastructure() {
  return {[this, post = desk_.post](const ObjectId& gateway, auto addresses) {
            post([this, gateway, addresses = std::move(addresses)] {
              return Write(translator_.inputs().addresses, gateway, addresses);
            });
          },
          [this, post = desk_.post](const ObjectId& gateway, auto problem) {
            post([this, gateway, problem = std::move(problem)] {
              return Write(translator_.inputs().infra_problems, gateway, problem);
            });
          },
          [this, post = desk_.post] {
            post([this] {
              settled_ = true;
              return false;
            });
          }};
}

void ProxySink::Read(const provider::Batch& batch) {
  for (const ObjectId& id : batch.erased) endpoints_.Erase(id);
  for (const resource::ObjectPtr& object : batch.put) endpoints_.Put(object);
}

bool ProxySink::AfterCommit(const std::set<ObjectId>& awaited) {
  std::set<ObjectId> all_awaited = awaited;
  acknowledgements_.NoteCommit(all_awaited);
  // A new cluster goes with the endpoints that came before or with it, not with none.
  if (resources_.clusters.change_count() > 0) endpoints_.Wait();
  servers_.AfterCommit(translator_.engine().version(), all_awaited);
  // The first time even without a Gateway: an earlier manager may have left proxies behind.
  const bool is_first = !std::exchange(applied_infrastructure_, true);
  if (is_first || translator_.tables().infra.change_count() > 0) ApplyInfrastructure();
  return blames_.NoteCommit();
}

void ProxySink::Open() {
  endpoints_.Wait();
  servers_.Open();
}

void ProxySink::Wake(Time now) {
  if (!acknowledgements_.any_rejection()) {
    retry_.Stop();
  } else if (retry_.TakeDue(now)) {
    servers_.RetryRefusedListeners();
  }
}

bool ProxySink::TakeProgress(const ObjectId& gateway, const xds::Progress& progress) {
  const xds::GatewayHub::Traffic traffic = servers_.traffic(gateway);
  spdlog::debug("{}: commit {} is acknowledged; {} resources in {} responses so far",
                ToString(gateway), progress.acknowledged, traffic.resources, traffic.responses);
  desk_.acknowledge(gateway, progress.acknowledged);
  const Acknowledgements::Written written = acknowledgements_.Take(gateway, progress);
  if (written.new_rejection) retry_.Start(std::chrono::steady_clock::now());
  const bool wrote_blames = blames_.Take(gateway, progress);
  ReportRefusals(gateway, progress.refusals);
  return written.anything || wrote_blames;
}

void ProxySink::ReportRefusals(const ObjectId& gateway, const xds::Refusals& refusals) {
  xds::Refusals& before = reported_[gateway];
  for (const auto& [resource, refusal] : refusals) {
    const bool has_condition = resource.type == xds::ResourceType::kListener ||
                               resource.type == xds::ResourceType::kCluster;
    if (has_condition) continue;
    const auto known = before.find(resource);
    if (known != before.end() && known->second == refusal) continue;
    ReportTrouble(gateway, "its proxy keeps the last good " + resource.name +
                               ", because it refused: " +
                               std::string(absl::StripAsciiWhitespace(refusal.text)));
  }
  before = refusals;
}

void ProxySink::ReportTrouble(const ObjectId& gateway, std::string message) {
  desk_.report(
      {{provider::Severity::kError, "", {}, resource::ToString(gateway), std::move(message)}});
}

void ProxySink::ApplyInfrastructure() {
  infra::Changes changes;
  translator_.tables().infra.ForEachChange([&](const ObjectId& gateway, const auto* wanted) {
    changes[gateway] = wanted == nullptr ? std::nullopt : std::optional(*wanted);
    const bool serves = wanted != nullptr && !wanted->ports.empty();
    // Proxies in the network outlast a Gateway's mistakes, and are told that nothing is served.
    const bool stays = wanted != nullptr && infrastructure_.SocketPath(gateway).empty();
    AnswerProxies(gateway, serves || stays);
  });
  infrastructure_.Apply(changes);
}

void ProxySink::AnswerProxies(const ObjectId& gateway, bool answer) {
  if (!answer) {
    if (answered_.erase(gateway) > 0) servers_.RemoveGateway(gateway);
    reported_.erase(gateway);
    return;
  }
  if (!answered_.insert(gateway).second) return;
  const absl::Status served = servers_.AddGateway(gateway, infrastructure_.SocketPath(gateway));
  if (!served.ok()) ReportTrouble(gateway, std::string(served.message()));
}

}  // namespace meshgate::proxies
