#include "core/pipeline/ir_dump.h"

#include <map>
#include <utility>

#include "core/base/check.h"
#include "core/base/socket_name.h"
#include "core/pipeline/rule_dump.h"
#include "core/resource/object_id.h"
#include "core/resource/yaml.h"

namespace meshgate::pipeline {
namespace {

using resource::Value;

// Tables are unordered; dumps are ordered by key.
template <typename Table>
auto Sorted(const Table& table) {
  std::map<typename Table::Key, const typename Table::Value*> sorted;
  table.ForEach([&](const auto& key, const auto& value) { sorted.emplace(key, &value); });
  return sorted;
}

void AppendDocument(const Value& document, std::string& out) {
  out += "---\n";
  EncodeYaml(document, out);
}

class IrDumper {
 public:
  explicit IrDumper(const Tables& tables)
      : described_(Sorted(tables.described)),
        routes_(Sorted(tables.routes)),
        entries_(Sorted(tables.entries)),
        hosts_(Sorted(tables.hosts)),
        l4_(Sorted(tables.l4)),
        listeners_(Sorted(tables.listeners)),
        clusters_(Sorted(tables.clusters)),
        frontend_policies_(Sorted(tables.frontend_policies)),
        certificates_(Sorted(tables.certificates)) {}

  Value DumpGateway(const ObjectId& id) const {
    Value document = Value::Map();
    document.Set("gateway", Value::String(resource::NamespacedName(id)));
    Value& listeners = document.Set("listeners", Value::List());
    for (auto it = listeners_.lower_bound({id});
         it != listeners_.end() && it->first.proxy == id; ++it) {
      listeners.items.push_back(DumpListener(it->first, *it->second));
    }
    Value& clusters = document.Set("clusters", Value::List());
    for (auto it = clusters_.lower_bound({id, {}});
         it != clusters_.end() && it->first.proxy == id; ++it) {
      clusters.items.push_back(DumpCluster(it->first.backend, *it->second));
    }
    return document;
  }

 private:
  Value DumpListener(const PortId& port, const PortListener& listener) const {
    Value map = Value::Map();
    map.Set("port", Value::Integer(port.port));
    map.Set("protocol", Value::String(listener.chains.front().protocol.name));
    std::string bind;
    for (const std::string& address : listener.addresses) {
      bind += (bind.empty() ? "" : ", ") + base::SocketName(address, listener.bind_port);
    }
    map.Set("bind", Value::String(bind));
    if (listener.chains.front().protocol.ends_tls) map.Set("tls", DumpTls(listener));
    const auto l4 = l4_.find(listener.chains.front().host);
    if (l4 == l4_.end()) {
      map.Set("hosts", DumpHosts(port));
    } else {
      map.Set("connections", DumpL4(*l4->second));
    }
    return map;
  }

  Value DumpTls(const PortListener& listener) const {
    Value chains = Value::List();
    for (const PortListener::Chain& chain : listener.chains) {
      Value& map = chains.items.emplace_back(Value::Map());
      map.Set("hostname", Value::String(chain.host.hostname));
      map.Set("listener", Value::String(chain.host.frontend.section));
      const ir::TlsSettings& settings = chain.settings;
      if (settings.min_version == ir::TlsVersion::k1_3) map.Set("minVersion", Value::String("1.3"));
      if (!settings.cipher_suites.empty()) {
        Value& suites = map.Set("cipherSuites", Value::List());
        for (const std::string& suite : settings.cipher_suites) {
          suites.items.push_back(Value::String(suite));
        }
      }
      Value& certificates = map.Set("certificates", Value::List());
      for (const ObjectId& secret : chain.certificates) {
        Value& certificate = certificates.items.emplace_back(Value::Map());
        certificate.Set("secret", Value::String(resource::NamespacedName(secret)));
        certificate.Set("hash", Value::String(certificates_.at(secret)->pair->hash.ToHex()));
      }
    }
    return chains;
  }

  Value DumpHosts(const PortId& port) const {
    Value hosts = Value::List();
    for (auto it = entries_.lower_bound({port, ""});
         it != entries_.end() && it->first.port == port; ++it) {
      hosts.items.push_back(DumpHost(it->first.domain, it->second->host));
    }
    return hosts;
  }

  Value DumpHost(const std::string& domain, const HostId& id) const {
    const Host& host = *hosts_.at(id);
    Value map = Value::Map();
    map.Set("hostname", Value::String(domain));
    map.Set("listener", Value::String(id.frontend.section));
    const auto policy = frontend_policies_.find(id.frontend);
    if (policy != frontend_policies_.end()) {
      map.Set("responseHeaders", DumpHeaderModifier(policy->second->response_headers));
    }
    Value& rules = map.Set("rules", Value::List());
    for (const HostRule& rule : host.rules) {
      const ObjectId& route = host.routes[rule.route];
      const ir::Rule& described = described_.at(route)->route.rules[rule.rule];
      Value& item = rules.items.emplace_back(Value::Map());
      item.Set("route", Value::String(ToString(route)));
      item.Set("rule",
               described.name.empty() ? Value::Integer(rule.rule) : Value::String(described.name));
      item.Set("match", DumpMatch(described.matches[rule.match]));
      item.Set("action", DumpAction(described, routes_.at(route)->rules[rule.rule]));
    }
    return map;
  }

  static Value DumpCluster(const BackendId& backend, const Cluster& cluster) {
    Value map = Value::Map();
    map.Set("service", Value::String(resource::NamespacedName(backend.ns, backend.service)));
    map.Set("port", Value::Integer(backend.port));
    if (!cluster.app_protocol.empty()) {
      map.Set("appProtocol", Value::String(cluster.app_protocol));
    }
    if (cluster.connect_timeout) {
      map.Set("connectTimeout",
              Value::String(std::to_string(cluster.connect_timeout->count()) + "ms"));
    }
    return map;
  }

  std::map<ObjectId, const DescribedRoute*> described_;
  std::map<ObjectId, const ResolvedRoute*> routes_;
  std::map<EntryId, const Entry*> entries_;
  std::map<HostId, const Host*> hosts_;
  std::map<HostId, const L4Service*> l4_;
  std::map<PortId, const PortListener*> listeners_;
  std::map<ClusterId, const Cluster*> clusters_;
  std::map<FrontendId, const ir::PolicyFragment*> frontend_policies_;
  std::map<ObjectId, const Certificate*> certificates_;
};

}  // namespace

void DumpIr(const Tables& tables, std::string& out) {
  const IrDumper dumper(tables);
  for (const auto& [gateway, infra] : Sorted(tables.infra)) {
    if (infra->ports.empty()) continue;
    AppendDocument(dumper.DumpGateway(gateway), out);
  }
}

void DumpStatuses(const Tables& tables, std::string& out) {
  for (const auto& [id, document] : Sorted(tables.statuses)) {
    AppendDocument(Encode(*document), out);
  }
}

}  // namespace meshgate::pipeline
