// The keys of the translator's tables. Hostnames are lower case; "*" stands for every hostname, so
// that no key is empty.
#ifndef MESHGATE_CORE_PIPELINE_KEYS_H_
#define MESHGATE_CORE_PIPELINE_KEYS_H_

#include <compare>
#include <string>
#include <tuple>
#include <utility>

#include "core/ir/listener.h"
#include "core/resource/object_id.h"

namespace meshgate::pipeline {

using resource::ObjectId;

// A key is compared member by member, and hashed by the same members.
template <typename H, typename Key>
  requires requires(const Key& key) { key.parts(); }
H AbslHashValue(H h, const Key& key) {
  return std::apply(
      [&](const auto&... part) { return H::combine(std::move(h), part...); }, key.parts());
}

// What a parentRef can point at: one listener of a Gateway. It knows no proxy: see Placement.
struct FrontendId {
  ObjectId parent;
  std::string section;
  auto operator<=>(const FrontendId&) const = default;
  auto parts() const { return std::tie(parent, section); }
};

// One hostname of a frontend: the unit of HTTP routing. What a proxy serves of it is an entry.
struct HostId {
  FrontendId frontend;
  std::string hostname;
  auto operator<=>(const HostId&) const = default;
  auto parts() const { return std::tie(frontend, hostname); }
};

// One port of a proxy: all that it serves there shares one socket. A proxy is named by the object
// that it stands for, such as a Gateway.
struct PortId {
  ObjectId proxy;
  ir::Transport transport = ir::Transport::kTcp;
  int port = 0;
  auto operator<=>(const PortId&) const = default;
  auto parts() const { return std::tie(proxy, transport, port); }
};

// A domain that a port of a proxy answers for; "*.x" is every name below x.
struct EntryId {
  PortId port;
  std::string domain;
  auto operator<=>(const EntryId&) const = default;
  auto parts() const { return std::tie(port, domain); }
};

// One port of a Service.
struct BackendId {
  std::string ns;
  std::string service;
  int port = 0;
  auto operator<=>(const BackendId&) const = default;
  auto parts() const { return std::tie(ns, service, port); }
};

// A backend as one proxy uses it.
struct ClusterId {
  ObjectId proxy;
  BackendId backend;
  auto operator<=>(const ClusterId&) const = default;
  auto parts() const { return std::tie(proxy, backend); }
};

// One route as one frontend serves it.
struct AttachmentId {
  ObjectId route;
  FrontendId frontend;
  auto operator<=>(const AttachmentId&) const = default;
  auto parts() const { return std::tie(route, frontend); }
};

// A certificate as one proxy uses it.
struct CertificateId {
  ObjectId proxy;
  ObjectId secret;
  auto operator<=>(const CertificateId&) const = default;
  auto parts() const { return std::tie(proxy, secret); }
};

// From a namespace into another one.
struct NamespacePair {
  std::string from;
  std::string to;
  auto operator<=>(const NamespacePair&) const = default;
  auto parts() const { return std::tie(from, to); }
};

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_KEYS_H_
