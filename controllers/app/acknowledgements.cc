#include "controllers/app/acknowledgements.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"

namespace meshgate::app {

using pipeline::FrontendId;
using pipeline::PortId;
using resource::ObjectId;

Acknowledgements::Acknowledgements(pipeline::Translator& translator) : translator_(translator) {
  translator_.tables().listener_hashes.Export();
  translator_.tables().listeners.Export();
}

void Acknowledgements::NoteCommit(std::set<ObjectId>& awaited) {
  const uint64_t commit = translator_.engine().version();
  translator_.tables().listener_hashes.ForEachChange(
      [&](const FrontendId& id, const base::Hash128* hash) {
        auto& of_gateway = pending_[id.parent];
        if (hash == nullptr) {
          of_gateway.erase(id);
          translator_.inputs().acks.Erase(id);
          return;
        }
        const PortId port{id.parent, translator_.tables().frontends.Peek(id)->port};
        EraseRejection(port);  // it was about other content
        of_gateway[id] = {commit, *hash, port};
        awaited.insert(id.parent);
      });
  translator_.tables().listeners.ForEachChange([&](const PortId& port, const auto* listener) {
    if (listener == nullptr) EraseRejection(port);
  });
}

Acknowledgements::Written Acknowledgements::Take(const ObjectId& gateway,
                                                 const xds::Progress& progress) {
  Written written;
  const auto standing = StandingRefusals(gateway, progress);
  for (auto port = rejected_.lower_bound({gateway, 0});
       port != rejected_.end() && port->gateway == gateway;) {
    const PortId rejected = *port++;
    if (standing.contains(rejected)) continue;
    EraseRejection(rejected);
    written.anything = true;
  }
  for (const auto& [port, text] : standing) {
    const std::string* const known = translator_.inputs().rejections.Peek(port);
    if (rejected_.contains(port) && known != nullptr && *known == text) continue;
    translator_.inputs().rejections.Put(port, text);
    rejected_.insert(port);
    written = {true, true};
  }
  Acknowledge(gateway, progress.acknowledged, written);
  return written;
}

std::map<PortId, std::string> Acknowledgements::StandingRefusals(
    const ObjectId& gateway, const xds::Progress& progress) const {
  std::map<PortId, std::string> standing;
  for (const auto& [resource, refusal] : progress.refusals) {
    PortId port{gateway, 0};
    if (resource.type != xds::ResourceType::kListener) continue;
    if (!absl::SimpleAtoi(resource.name, &port.port)) continue;
    if (translator_.tables().listeners.Peek(port) == nullptr) continue;  // closed meanwhile
    // What was said stays until there is an answer, unless it was about another content.
    const bool stands =
        refusal.superseded ? rejected_.contains(port) : !IsNewer(port, progress.commit);
    if (stands) standing.emplace(port, absl::StripAsciiWhitespace(refusal.text));
  }
  return standing;
}

bool Acknowledgements::IsNewer(const PortId& port, uint64_t commit) const {
  const auto pending = pending_.find(port.gateway);
  return pending != pending_.end() &&
         std::any_of(pending->second.begin(), pending->second.end(), [&](const auto& entry) {
           return entry.second.port == port && entry.second.commit > commit;
         });
}

void Acknowledgements::Acknowledge(const ObjectId& gateway, uint64_t commit, Written& written) {
  const auto found = pending_.find(gateway);
  if (found == pending_.end()) return;
  auto& of_gateway = found->second;
  for (auto entry = of_gateway.begin(); entry != of_gateway.end();) {
    const auto& [id, content] = *entry;
    if (content.commit > commit || rejected_.contains(content.port)) {
      ++entry;
      continue;
    }
    translator_.inputs().acks.Put(id, content.hash);
    written.anything = true;
    entry = of_gateway.erase(entry);
  }
  if (of_gateway.empty()) pending_.erase(found);
}

void Acknowledgements::EraseRejection(const PortId& port) {
  if (rejected_.erase(port) > 0) translator_.inputs().rejections.Erase(port);
}

}  // namespace meshgate::app
