#include "controllers/sinks/proxies/acknowledgements.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "controllers/sinks/xds/names.h"

namespace meshgate::proxies {

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
        Forget(id);
        if (hash == nullptr) return translator_.inputs().acks.Erase(id);
        const auto& ports = translator_.tables().placements.Peek(id)->ports;
        pending_[id] = {commit, *hash, {ports.begin(), ports.end()}};
        for (const PortId& port : ports) {
          EraseRejection(port);  // it was about other content
          pending_of_[port.proxy].insert(id);
          awaited.insert(port.proxy);
        }
      });
  translator_.tables().listeners.ForEachChange([&](const PortId& port, const auto* listener) {
    if (listener == nullptr) EraseRejection(port);
  });
}

Acknowledgements::Written Acknowledgements::Take(const ObjectId& proxy,
                                                 const xds::Progress& progress) {
  Written written;
  const auto standing = StandingRefusals(proxy, progress);
  for (auto port = rejected_.lower_bound({proxy});
       port != rejected_.end() && port->proxy == proxy;) {
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
  Acknowledge(proxy, progress.acknowledged, written);
  return written;
}

std::map<PortId, std::string> Acknowledgements::StandingRefusals(
    const ObjectId& proxy, const xds::Progress& progress) const {
  std::map<PortId, std::string> standing;
  for (const auto& [resource, refusal] : progress.refusals) {
    if (resource.type != xds::ResourceType::kListener) continue;
    const std::optional<PortId> port = xds::ParsePortName(proxy, resource.name);
    // It may have been closed meanwhile.
    if (!port || translator_.tables().listeners.Peek(*port) == nullptr) continue;
    // What was said stays until there is an answer, unless it was about another content.
    const bool stands =
        refusal.superseded ? rejected_.contains(*port) : !IsNewer(*port, progress.commit);
    if (stands) standing.emplace(*port, absl::StripAsciiWhitespace(refusal.text));
  }
  return standing;
}

bool Acknowledgements::IsNewer(const PortId& port, uint64_t commit) const {
  const auto of_proxy = pending_of_.find(port.proxy);
  return of_proxy != pending_of_.end() &&
         std::any_of(of_proxy->second.begin(), of_proxy->second.end(), [&](const auto& frontend) {
           const Content& content = pending_.at(frontend);
           return content.commit > commit && content.waiting.contains(port);
         });
}

void Acknowledgements::Acknowledge(const ObjectId& proxy, uint64_t commit, Written& written) {
  const auto of_proxy = pending_of_.find(proxy);
  if (of_proxy == pending_of_.end()) return;
  std::erase_if(of_proxy->second, [&](const FrontendId& id) {
    Content& content = pending_.at(id);
    if (content.commit > commit) return false;
    std::erase_if(content.waiting, [&](const PortId& port) {
      return port.proxy == proxy && !rejected_.contains(port);
    });
    const bool waits = std::any_of(content.waiting.begin(), content.waiting.end(),
                                   [&](const PortId& port) { return port.proxy == proxy; });
    if (content.waiting.empty()) {
      translator_.inputs().acks.Put(id, content.hash);
      written.anything = true;
      pending_.erase(id);
    }
    return !waits;
  });
  if (of_proxy->second.empty()) pending_of_.erase(of_proxy);
}

void Acknowledgements::Forget(const FrontendId& frontend) {
  const auto pending = pending_.extract(frontend);
  if (!pending) return;
  for (const PortId& port : pending.mapped().waiting) {
    const auto of_proxy = pending_of_.find(port.proxy);
    if (of_proxy == pending_of_.end()) continue;  // two of its ports
    of_proxy->second.erase(frontend);
    if (of_proxy->second.empty()) pending_of_.erase(of_proxy);
  }
}

void Acknowledgements::EraseRejection(const PortId& port) {
  if (rejected_.erase(port) > 0) translator_.inputs().rejections.Erase(port);
}

}  // namespace meshgate::proxies
