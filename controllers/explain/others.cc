#include "controllers/explain/others.h"

#include <algorithm>

#include "core/attach/hostname.h"

namespace meshgate::explain {
namespace {

using pipeline::Attachment;
using pipeline::FrontendId;
using pipeline::ObjectId;

class Others {
 public:
  Others(const pipeline::Tables& tables, Explanation& out)
      : tables_(tables), out_(out), host_(HostOf(out.request)) {}

  void AddListener(const FrontendId& id, const pipeline::Frontend& frontend) {
    if (id.parent != out_.port->proxy || IsChosen(id)) return;
    out_.listeners.push_back(id.section + ": " + WhyNotListener(frontend));
  }

  void AddRoute(const ObjectId& id, const pipeline::ResolvedRoute& route) {
    if (HasPart(id)) return;
    if (const std::string why = WhyNotRoute(route); !why.empty()) {
      out_.routes.push_back(ToString(id) + ": " + why);
    }
  }

 private:
  bool IsChosen(const FrontendId& id) const { return out_.host && out_.host->frontend == id; }

  bool HasPart(const ObjectId& route) const {
    if (!out_.host) return false;
    const auto& routes = tables_.hosts.Peek(*out_.host)->routes;
    return std::find(routes.begin(), routes.end(), route) != routes.end();
  }

  std::string WhyNotListener(const pipeline::Frontend& frontend) const {
    if (frontend.not_accepted) return "it is not accepted: " + frontend.not_accepted->message;
    if (frontend.port != out_.port->port) return "its port is " + std::to_string(frontend.port);
    if (!attach::Covers(frontend.hostname, host_)) {
      return "its hostname " + frontend.hostname + " does not cover " + host_;
    }
    return "its hostname " + frontend.hostname + " is less specific than that of listener " +
           (out_.host ? out_.host->frontend.section : "");
  }

  // "" when nobody would expect the route here.
  std::string WhyNotRoute(const pipeline::ResolvedRoute& route) const {
    std::string why;
    for (const Attachment& attachment : route.attachments) {
      if (attachment.frontend.parent == out_.port->proxy && CoversHost(attachment)) {
        why = WhyNotAttachment(attachment);
        if (IsChosen(attachment.frontend)) return why;
      }
    }
    if (!why.empty()) return why;
    for (const pipeline::ParentVerdict& parent : route.parents) {
      const status::Condition& accepted = parent.conditions.front();
      if (parent.gateway == out_.port->proxy && !IsGood(accepted)) return accepted.message;
    }
    return "";
  }

  bool CoversHost(const Attachment& attachment) const {
    return std::any_of(
        attachment.hostnames.begin(), attachment.hostnames.end(),
        [&](const std::string& hostname) { return attach::Covers(hostname, host_); });
  }

  std::string WhyNotAttachment(const Attachment& attachment) const {
    const std::string& section = attachment.frontend.section;
    if (!IsChosen(attachment.frontend)) {
      return "it is attached to listener " + section + ", which does not get this request";
    }
    return "a rule that takes every request stands before it";
  }

  const pipeline::Tables& tables_;
  Explanation& out_;
  const std::string host_;
};

}  // namespace

void ExplainOthers(const pipeline::Tables& tables, Explanation& out) {
  Others others(tables, out);
  tables.frontends.ForEach([&](const FrontendId& id, const pipeline::Frontend& frontend) {
    others.AddListener(id, frontend);
  });
  tables.routes.ForEach([&](const ObjectId& id, const pipeline::ResolvedRoute& route) {
    others.AddRoute(id, route);
  });
}

}  // namespace meshgate::explain
