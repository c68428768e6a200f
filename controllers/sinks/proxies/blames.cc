#include "controllers/sinks/proxies/blames.h"

#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "controllers/sinks/xds/names.h"
#include "core/pipeline/backend_text.h"

namespace meshgate::proxies {
namespace {

using resource::ObjectId;

std::string Sentence(const ObjectId& gateway, const std::string& what, const std::string& text) {
  return "the proxies of " + ToString(gateway) + " refuse " + what +
         " and keep what they had of it: " + std::string(absl::StripAsciiWhitespace(text)) +
         "; correct the route, or the plugin or filter that this comes from";
}

}  // namespace

Blames::Blames(pipeline::Translator& translator) : translator_(translator) {
  translator_.tables().described.Export();
}

bool Blames::Take(const ObjectId& gateway, const xds::Progress& progress) {
  if (progress.blames.empty() && progress.refusals.empty()) {
    refused_.erase(gateway);
  } else {
    refused_.insert_or_assign(gateway, progress);
  }
  const bool wrote = Write(gateway, Find(gateway, progress));
  std::erase_if(changed_at_, [&](const auto& entry) { return entry.second <= progress.commit; });
  return wrote;
}

bool Blames::NoteCommit() {
  if (refused_.empty()) return false;
  translator_.tables().described.ForEachChange([&](const ObjectId& route, const auto*) {
    if (written_.contains(route)) changed_at_[route] = translator_.engine().version();
  });
  bool wrote = false;
  for (const auto& [gateway, progress] : refused_) {
    wrote |= Write(gateway, Find(gateway, progress));
  }
  return wrote;
}

Blames::Texts Blames::Find(const ObjectId& gateway, const xds::Progress& progress) const {
  Texts texts;
  FindRules(progress.blames, texts);
  FindUsers(gateway, progress.refusals, texts);
  std::erase_if(texts, [&](const auto& entry) {
    const auto changed = changed_at_.find(entry.first);
    return changed != changed_at_.end() && changed->second > progress.commit;
  });
  return texts;
}

void Blames::FindRules(const xds::Blames& blames, Texts& texts) const {
  for (const auto& [blamed, text] : blames) {
    const pipeline::Entry* const entry = translator_.tables().entries.Peek(blamed.entry);
    if (entry == nullptr) continue;
    const pipeline::Host* const host = translator_.tables().hosts.Peek(entry->host);
    for (const pipeline::HostRule& rule : host->rules) {
      const ObjectId& route = host->routes[rule.route];
      const auto* const described = translator_.tables().described.Peek(route);
      if (described == nullptr) continue;
      const std::string& name = described->route.rules[rule.rule].name;
      if (xds::RuleName(route, name, rule.rule) != blamed.rule) continue;
      texts.emplace(route, Sentence(blamed.entry.port.proxy,
                                    "rule " + std::to_string(rule.rule) + " for hostname " +
                                        blamed.entry.domain,
                                    text));
    }
  }
}

void Blames::FindUsers(const ObjectId& gateway, const xds::Refusals& refusals,
                       Texts& texts) const {
  for (const auto& [resource, refusal] : refusals) {
    if (resource.type != xds::ResourceType::kCluster) continue;
    const std::optional<pipeline::BackendId> backend = xds::ParseClusterName(resource.name);
    if (!backend) continue;
    const auto* const users = translator_.tables().routes_by_cluster.Peek({gateway, *backend});
    if (users == nullptr) continue;
    for (const ObjectId& route : *users) {
      texts.emplace(route, Sentence(gateway, "the backend " + ToString(*backend), refusal.text));
    }
  }
}

bool Blames::Write(const ObjectId& gateway, const Texts& texts) {
  std::map<ObjectId, const std::string*> changes;  // null: no blame any more
  for (const auto& [route, of_gateways] : written_) {
    if (of_gateways.contains(gateway) && !texts.contains(route)) changes[route] = nullptr;
  }
  for (const auto& [route, text] : texts) {
    const auto written = written_.find(route);
    const bool known = written != written_.end() && written->second.contains(gateway) &&
                       written->second.at(gateway) == text;
    if (!known) changes[route] = &text;
  }
  auto& input = translator_.inputs().blames;
  for (const auto& [route, text] : changes) {
    auto& of_gateways = written_[route];
    if (text != nullptr) {
      of_gateways[gateway] = *text;
    } else {
      of_gateways.erase(gateway);
    }
    if (of_gateways.empty()) {
      input.Erase(route);
      written_.erase(route);
    } else {
      input.Put(route, of_gateways);
    }
  }
  return !changes.empty();
}

}  // namespace meshgate::proxies
