#include "controllers/app/manager.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "controllers/app/places.h"
#include "controllers/app/xds_stages.h"
#include "core/pipeline/last_good.h"
#include "core/resource/well_known.h"

namespace meshgate::app {
namespace {

using Clock = std::chrono::steady_clock;
using provider::Finding;
using provider::Severity;
using resource::ObjectId;

std::string NameOf(const ObjectId& gateway) { return gateway.ns + "/" + gateway.name; }

std::vector<Finding> TroubleOf(const ObjectId& gateway, std::string message) {
  return {{Severity::kError, "", {}, resource::ToString(gateway), std::move(message)}};
}

std::set<resource::Kind> KindsWithStatus(const loader::Registry& registry) {
  std::set<resource::Kind> kinds = {resource::kGatewayClass, resource::kGateway};
  for (const loader::RouteKind& kind : registry.route_kinds()) kinds.insert(kind.kind);
  return kinds;
}

}  // namespace

Manager::Manager(const loader::Registry& registry, ManagerOptions options, Fleet& fleet,
                 Reporter& reporter)
    : fleet_(fleet),
      reporter_(reporter),
      statuses_(options.statuses),
      kinds_with_status_(KindsWithStatus(registry)),
      want_(std::move(options.want)),
      translator_(registry, std::move(options.translator)),
      resources_(AddXdsStages(translator_, registry)),
      acknowledgements_(translator_),
      blames_(translator_),
      sink_(resources_,
            [this](const ObjectId& gateway, const xds::Progress& progress) {
              mailbox_.Post(ProxyProgress{gateway, progress});
            }),
      endpoints_({.allow_loopback = options.allow_loopback},
                 [this](const auto& changes) { sink_.PutEndpoints(changes); }) {
  std::set<pipeline::BackendId> mapped;
  for (const auto& [backend, address] : options.backends) {
    endpoints_.Override(backend, xds::EndpointAddress{address.ip, address.port});
    mapped.insert(backend);
  }
  if (options.demo_backends) {
    demo_.emplace(std::move(mapped), [this](const pipeline::BackendId& backend, auto address) {
      endpoints_.Override(backend, std::move(address));
    });
  }
  fleet_settled_ = !fleet.tells();
  translator_.tables().statuses.Export();
  translator_.tables().infra.Export();
  thread_ = std::thread([this] { Run(); });
}

Manager::~Manager() {
  mailbox_.Close();
  thread_.join();
}

void Manager::Run() {
  while (auto letters = mailbox_.TakeAll(NextDeadline())) {
    bool wrote = false;
    for (Letter& letter : *letters) {
      wrote |= std::visit([this](auto& of_kind) { return Take(of_kind); }, letter);
    }
    if (wrote && listed_) Commit();
    OpenIfComplete();
    RetryRefusedListeners();
    TellStatuses();
    TellFirstRequest();
  }
}

std::optional<Clock::time_point> Manager::NextDeadline() const {
  if (!ready_ || !fleet_settled_) return std::nullopt;  // nothing leaves before
  const std::optional<Clock::time_point> held = hold_.next_deadline();
  const std::optional<Clock::time_point> retry = retry_.deadline();
  if (!retry || !held) return retry ? retry : held;
  return std::min(*retry, *held);
}

void Manager::RetryRefusedListeners() {
  if (!acknowledgements_.any_rejection()) {
    retry_.Stop();
  } else if (retry_.TakeDue(Clock::now())) {
    sink_.RetryRefusedListeners();
  }
}

bool Manager::Take(provider::Batch& batch) {
  if (!batch.findings.empty()) reporter_.Post(std::move(batch.findings));
  for (const ObjectId& id : batch.erased) {
    endpoints_.Erase(id);
    if (demo_) demo_->Erase(id);
    if (statuses_ != nullptr) statuses_->Forget(id);
    translator_.inputs().Erase(id);
  }
  for (const resource::ObjectPtr& object : batch.put) {
    endpoints_.Put(object);
    if (demo_) demo_->Put(*object);
    if (statuses_ != nullptr && kinds_with_status_.contains(object->id().kind)) {
      statuses_->Observe(object);
    }
    translator_.inputs().Put(object);
  }
  if (demo_) demo_->Apply();
  for (const ObjectId& id : batch.absent) {
    translator_.inputs().absent.Put(id, pipeline::Absent());
  }
  listed_ |= batch.initial;
  wants_answered_ = std::max(wants_answered_, batch.wants_answered);
  return batch.initial || !batch.erased.empty() || !batch.put.empty() || !batch.absent.empty();
}

bool Manager::Take(ProxyProgress& letter) {
  const ObjectId& gateway = letter.gateway;
  const xds::GatewayHub::Traffic traffic = sink_.traffic(gateway);
  spdlog::debug("Gateway {}: commit {} is acknowledged; {} resources in {} responses so far",
                NameOf(gateway), letter.progress.acknowledged, traffic.resources,
                traffic.responses);
  hold_.Acknowledge(gateway, letter.progress.acknowledged);
  const Acknowledgements::Written written = acknowledgements_.Take(gateway, letter.progress);
  if (written.new_rejection) retry_.Start(Clock::now());
  const bool wrote_blames = blames_.Take(gateway, letter.progress);
  TellRefusals(letter);
  return written.anything || wrote_blames;
}

void Manager::TellRefusals(ProxyProgress& letter) {
  xds::Refusals& before = refusals_[letter.gateway];
  for (const auto& [resource, refusal] : letter.progress.refusals) {
    const bool has_condition = resource.type == xds::ResourceType::kListener ||
                               resource.type == xds::ResourceType::kCluster;
    if (has_condition) continue;
    const auto known = before.find(resource);
    if (known != before.end() && known->second == refusal) continue;
    reporter_.Post(TroubleOf(letter.gateway,
                             "its proxy keeps the last good " + resource.name +
                                 ", because it refused: " +
                                 std::string(absl::StripAsciiWhitespace(refusal.text))));
  }
  before = std::move(letter.progress.refusals);
}

bool Manager::Take(FleetAddresses& addresses) {
  auto& input = translator_.inputs().addresses;
  if (addresses.addresses) {
    input.Put(addresses.gateway, *std::move(addresses.addresses));
  } else {
    input.Erase(addresses.gateway);
  }
  return true;
}

bool Manager::Take(FleetProblem& problem) {
  auto& input = translator_.inputs().infra_problems;
  if (problem.problem) {
    input.Put(problem.gateway, *std::move(problem.problem));
  } else {
    input.Erase(problem.gateway);
  }
  return true;
}

bool Manager::Take(const FleetSettled&) {
  fleet_settled_ = true;
  return false;
}

void Manager::Commit() {
  translator_.engine().Commit();
  pipeline::NoteLastGood(translator_.tables().certificates, translator_.inputs());
  std::set<ObjectId> awaited;
  acknowledgements_.NoteCommit(awaited);
  OfferStatuses(awaited);
  TellUnattached();
  // A new cluster goes with the endpoints that came before or with it, not with none.
  if (resources_.clusters.change_count() > 0) endpoints_.Wait();
  sink_.AfterCommit(translator_.engine().version(), awaited);
  AskForWanted();
  // The first time even without a Gateway: an earlier manager may have left proxies behind.
  const bool is_first = !first_commit_.has_value();
  if (is_first || translator_.tables().infra.change_count() > 0) ApplyInfrastructure();
  if (blames_.NoteCommit()) Commit();  // an edited route is blamed no more
}

void Manager::AskForWanted() {
  auto& wanted = translator_.tables().wanted;
  if (!want_ || wanted.change_count() == 0) return;
  wanted.ForEachChange([&](const ObjectId& id, const auto* value) {
    if (value == nullptr) {
      wanted_.erase(id);
    } else {
      wanted_.insert(id);
    }
  });
  last_want_ = want_(wanted_);
}

void Manager::OpenIfComplete() {
  if (ready_ || !listed_ || wants_answered_ < last_want_) return;
  first_commit_ = translator_.engine().version();
  endpoints_.Wait();
  sink_.Open();
  ready_ = true;
}

void Manager::ApplyInfrastructure() {
  FleetChanges changes;
  translator_.tables().infra.ForEachChange([&](const ObjectId& gateway, const auto* wanted) {
    changes[gateway] = wanted == nullptr ? std::nullopt : std::optional(*wanted);
    const bool serves = wanted != nullptr && !wanted->ports.empty();
    if (serves) gateways_.insert(gateway);
    if (!serves) gateways_.erase(gateway);
    // Proxies in the network outlast a Gateway's mistakes, and are told that nothing is served.
    const bool stays = wanted != nullptr && fleet_.SocketPath(gateway).empty();
    AnswerProxies(gateway, serves || stays);
  });
  fleet_.Apply(changes);
}

void Manager::AnswerProxies(const ObjectId& gateway, bool answer) {
  if (!answer) {
    if (answered_.erase(gateway) > 0) sink_.RemoveGateway(gateway);
    refusals_.erase(gateway);
    return;
  }
  if (!answered_.insert(gateway).second) return;
  const absl::Status served = sink_.AddGateway(gateway, fleet_.SocketPath(gateway));
  if (!served.ok()) reporter_.Post(TroubleOf(gateway, std::string(served.message())));
}

void Manager::OfferStatuses(std::set<ObjectId>& awaited) {
  // Proxies on this machine are back at once, or started anew.
  const bool from_afar = !all_said_ && fleet_.tells();
  const auto longest = from_afar ? StatusHold::kLongestHoldAtStart : StatusHold::kLongestHold;
  translator_.tables().statuses.ForEachChange(
      [&](const ObjectId& id, const status::Document* document) {
        StatusChange change{id, std::nullopt};
        if (document != nullptr) change.document = *document;
        std::vector<ObjectId> gateways = GatewaysOf(translator_, id);
        awaited.insert(gateways.begin(), gateways.end());
        hold_.Offer(std::move(change), translator_.engine().version(), std::move(gateways),
                    Clock::now(), longest);
      });
}

void Manager::TellUnattached() {
  if (fleet_.tells()) return;  // in a cluster they can be another controller's
  const pipeline::Tables& tables = translator_.tables();
  std::set<ObjectId> told;  // as those that have lost what they were attached to
  tables.statuses.ForEachChange([&](const ObjectId& id, const auto*) { told.insert(id); });
  tables.described.ForEachChange([&](const ObjectId& id, const auto* route) {
    const bool unattached = route != nullptr && tables.statuses.Peek(id) == nullptr;
    if (unattached && !told.contains(id)) reporter_.Post(StateChange{{id, std::nullopt}});
  });
}

void Manager::TellStatuses() {
  if (!ready_ || !fleet_settled_) return;
  for (StatusChange& change : hold_.Take(Clock::now())) {
    std::vector<std::string> addresses = AddressesOf(translator_, change.id);
    if (statuses_ != nullptr) statuses_->Say(change.id, change.document);
    const pipeline::ObjectInput* const objects = translator_.inputs().Find(change.id.kind);
    const bool exists = objects != nullptr && objects->Peek(change.id) != nullptr;
    reporter_.Post(StateChange{std::move(change), std::move(addresses), exists});
  }
  if (all_said_ || hold_.next_deadline()) return;
  all_said_ = true;
  if (statuses_ != nullptr) statuses_->Settle();
}

void Manager::TellFirstRequest() {
  if (told_first_request_ || !first_commit_ || hold_.next_deadline()) return;
  const bool all_served = std::all_of(
      gateways_.begin(), gateways_.end(),
      [&](const ObjectId& gateway) { return hold_.IsAcknowledged(gateway, *first_commit_); });
  if (!all_served) return;
  told_first_request_ = true;
  const std::string line = FirstRequest(translator_);
  reporter_.Post(line.empty() ? "No route is served yet." : line);
}

}  // namespace meshgate::app
