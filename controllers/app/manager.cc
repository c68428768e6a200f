#include "controllers/app/manager.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "controllers/app/places.h"
#include "controllers/app/xds_stages.h"

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

}  // namespace

Manager::Manager(const loader::Registry& registry, ManagerOptions options,
                 infra::HostProxies& proxies, Reporter& reporter)
    : proxies_(proxies),
      reporter_(reporter),
      translator_(registry, std::move(options.translator)),
      resources_(AddXdsStages(translator_)),
      acknowledgements_(translator_),
      sink_(resources_, {[this](const ObjectId& gateway, uint64_t commit) {
                           mailbox_.Post(Acknowledged{gateway, commit});
                         },
                         [this](const ObjectId& gateway, const xds::Refusal& refusal) {
                           mailbox_.Post(Refused{gateway, refusal});
                         }}),
      // Everything is local here, loopback endpoints included.
      endpoints_({.allow_loopback = true},
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
    bool initial = false;
    for (Letter& letter : *letters) {
      if (const auto* batch = std::get_if<provider::Batch>(&letter)) initial |= batch->initial;
      wrote |= std::visit([this](auto& of_kind) { return Take(of_kind); }, letter);
    }
    listed_ |= initial;
    if (wrote && listed_) Commit();
    if (initial) {
      first_commit_ = translator_.engine().version();
      endpoints_.Wait();
      sink_.Open();
    }
    RetryRefusedListeners();
    TellStatuses();
    TellFirstRequest();
  }
}

std::optional<Clock::time_point> Manager::NextDeadline() const {
  const std::optional<Clock::time_point> held = hold_.next_deadline();
  const std::optional<Clock::time_point> retry = retry_.deadline();
  if (!retry || !held) return retry ? retry : held;
  return std::min(*retry, *held);
}

void Manager::RetryRefusedListeners() {
  if (translator_.inputs().rejections.size() == 0) {
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
    translator_.inputs().Erase(id);
  }
  for (const resource::ObjectPtr& object : batch.put) {
    endpoints_.Put(object);
    if (demo_) demo_->Put(*object);
    translator_.inputs().Put(object);
  }
  if (demo_) demo_->Apply();
  return batch.initial || !batch.erased.empty() || !batch.put.empty();
}

bool Manager::Take(const Acknowledged& acknowledged) {
  const xds::GatewayHub::Traffic traffic = sink_.traffic(acknowledged.gateway);
  spdlog::debug("Gateway {}: commit {} is acknowledged; {} resources in {} responses so far",
                NameOf(acknowledged.gateway), acknowledged.commit, traffic.resources,
                traffic.responses);
  hold_.Acknowledge(acknowledged.gateway, acknowledged.commit);
  return acknowledgements_.Acknowledge(acknowledged.gateway, acknowledged.commit);
}

bool Manager::Take(const Refused& refused) {
  const xds::Refusal& refusal = refused.refusal;
  const std::string text(absl::StripAsciiWhitespace(refusal.text));
  int port = 0;
  if (refusal.type == xds::ResourceType::kListener && absl::SimpleAtoi(refusal.name, &port)) {
    const pipeline::PortId id{refused.gateway, port};
    if (text.empty()) return acknowledgements_.TakeListener(id);
    const bool is_ours = acknowledgements_.RefuseListener(id, text);
    if (is_ours) retry_.Start(Clock::now());
    return is_ours;
  }
  if (text.empty()) return false;
  reporter_.Post(TroubleOf(refused.gateway, "its proxy keeps the last good " + refusal.name +
                                                ", because it refused: " + text));
  return false;
}

void Manager::Commit() {
  translator_.engine().Commit();
  std::set<ObjectId> awaited;
  acknowledgements_.NoteCommit(awaited);
  OfferStatuses(awaited);
  sink_.AfterCommit(translator_.engine().version(), awaited);
  // The first time even without a Gateway: an earlier manager may have left proxies behind.
  const bool is_first = !first_commit_.has_value();
  if (is_first || translator_.tables().infra.change_count() > 0) ApplyInfrastructure();
}

void Manager::ApplyInfrastructure() {
  translator_.tables().infra.ForEachChange([&](const ObjectId& gateway, const auto* wanted) {
    if (wanted == nullptr) {
      gateways_.erase(gateway);
      sink_.RemoveGateway(gateway);
    } else if (gateways_.insert(gateway).second) {
      const absl::Status served = sink_.AddGateway(gateway, proxies_.SocketPath(NameOf(gateway)));
      if (!served.ok()) {
        reporter_.Post(TroubleOf(gateway, std::string(served.message())));
      }
    }
  });
  std::set<std::string> names;
  for (const ObjectId& gateway : gateways_) names.insert(NameOf(gateway));
  proxies_.Apply(names);
}

void Manager::OfferStatuses(std::set<ObjectId>& awaited) {
  translator_.tables().statuses.ForEachChange(
      [&](const ObjectId& id, const status::Document* document) {
        StatusChange change{id, std::nullopt};
        if (document != nullptr) change.document = *document;
        std::vector<ObjectId> gateways = GatewaysOf(translator_, id);
        awaited.insert(gateways.begin(), gateways.end());
        hold_.Offer(std::move(change), translator_.engine().version(), std::move(gateways),
                    Clock::now());
      });
}

void Manager::TellStatuses() {
  for (StatusChange& change : hold_.Take(Clock::now())) {
    std::vector<std::string> addresses = AddressesOf(translator_, change.id);
    reporter_.Post(StateChange{std::move(change), std::move(addresses)});
  }
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
