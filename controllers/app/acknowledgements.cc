#include "controllers/app/acknowledgements.h"

namespace meshgate::app {

using pipeline::FrontendId;
using pipeline::PortId;

Acknowledgements::Acknowledgements(pipeline::Translator& translator) : translator_(translator) {
  translator_.tables().listener_hashes.Export();
}

void Acknowledgements::NoteCommit(std::set<resource::ObjectId>& awaited) {
  const uint64_t commit = translator_.engine().version();
  const pipeline::Inputs& inputs = translator_.inputs();
  translator_.tables().listener_hashes.ForEachChange(
      [&](const FrontendId& id, const base::Hash128* hash) {
        auto& of_gateway = pending_[id.parent];
        if (hash == nullptr) {
          of_gateway.erase(id);
          inputs.acks.Erase(id);
          return;
        }
        const PortId port{id.parent, translator_.tables().frontends.Peek(id)->port};
        inputs.rejections.Erase(port);  // it was about other content
        of_gateway[id] = {commit, *hash, port};
        awaited.insert(id.parent);
      });
}

bool Acknowledgements::Acknowledge(const resource::ObjectId& gateway, uint64_t commit) {
  const auto found = pending_.find(gateway);
  if (found == pending_.end()) return false;
  bool wrote = false;
  auto& of_gateway = found->second;
  for (auto entry = of_gateway.begin(); entry != of_gateway.end();) {
    const auto& [id, content] = *entry;
    const bool refused = translator_.inputs().rejections.Peek(content.port) != nullptr;
    if (content.commit > commit || refused) {
      ++entry;
      continue;
    }
    translator_.inputs().acks.Put(id, content.hash);
    wrote = true;
    entry = of_gateway.erase(entry);
  }
  if (of_gateway.empty()) pending_.erase(found);
  return wrote;
}

bool Acknowledgements::RefuseListener(const PortId& port, const std::string& text) {
  if (translator_.tables().listeners.Peek(port) == nullptr) return false;  // closed meanwhile
  translator_.inputs().rejections.Put(port, text);
  return true;
}

bool Acknowledgements::TakeListener(const PortId& port) {
  translator_.inputs().rejections.Erase(port);
  const auto found = pending_.find(port.gateway);
  if (found == pending_.end()) return true;
  std::erase_if(found->second, [&](const auto& entry) {
    const auto& [id, content] = entry;
    if (content.port != port) return false;
    translator_.inputs().acks.Put(id, content.hash);
    return true;
  });
  return true;
}

}  // namespace meshgate::app
