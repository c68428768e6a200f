#include <algorithm>
#include <string>
#include <utility>

#include "core/attach/hostname.h"
#include "core/pipeline/routes.h"
#include "core/resource/well_known.h"
#include "core/status/reasons.h"

namespace meshgate::pipeline {
namespace {

// Why one listener does not take the route; ordered from far to near, so that the user reads about
// the obstacle that came closest to attaching.
enum class Obstacle { kNoMatchingParent, kNotAllowed, kNoMatchingHostname, kNone };

struct Judgement {
  Obstacle obstacle = Obstacle::kNoMatchingParent;
  std::string message;
  std::vector<std::string> hostnames;
};

class Attacher {
 public:
  Attacher(const RoutesSources& sources, const ObjectId& id, const DescribedRoute& route,
           engine::Reader& reader)
      : sources_(sources), id_(id), route_(route), reader_(reader) {}

  // The judgement that the parentRef as a whole deserves; adds to `attachments`.
  Judgement AttachTo(const ir::ParentRef& ref, const ObjectId& gateway, const Parent& parent,
                     std::vector<Attachment>& attachments) {
    std::optional<Judgement> best;
    for (const Parent::Section& section : parent.sections) {
      if (!ref.section_name.empty() && ref.section_name != section.name) continue;
      if (ref.port != 0 && ref.port != section.port) continue;
      const FrontendId frontend_id{gateway, section.name};
      const Frontend* const frontend = reader_.Find(sources_.frontends, frontend_id);
      if (frontend == nullptr) continue;
      Judgement judgement = Judge(frontend_id, *frontend);
      if (judgement.obstacle == Obstacle::kNone) {
        attachments.push_back(
            {frontend_id, std::move(judgement.hostnames), PortsOf(frontend_id)});
      }
      if (!best || judgement.obstacle > best->obstacle) best = std::move(judgement);
    }
    if (best) return *std::move(best);
    return {Obstacle::kNoMatchingParent,
            ToString(gateway) + " has no listener that matches this parentRef's" + Selection(ref),
            {}};
  }

 private:
  static std::string Selection(const ir::ParentRef& ref) {
    std::string text;
    if (!ref.section_name.empty()) text += " sectionName \"" + ref.section_name + "\"";
    if (ref.port != 0) text += (text.empty() ? " port " : " and port ") + std::to_string(ref.port);
    return text.empty() ? " (it has no listeners)" : text;
  }

  std::vector<PortId> PortsOf(const FrontendId& id) {
    const Placement* const placement = reader_.Find(sources_.placements, id);
    return placement == nullptr ? std::vector<PortId>() : placement->ports;
  }

  static std::string Name(const FrontendId& id) {
    return "listener \"" + id.section + "\" of " + ToString(id.parent);
  }

  // ListenerStatus.attachedRoutes: attachment does not depend on whether the listener is accepted.
  Judgement Judge(const FrontendId& id, const Frontend& frontend) {
    if (!std::count(frontend.supported_kinds.begin(), frontend.supported_kinds.end(), id_.kind)) {
      return {
          Obstacle::kNotAllowed, Name(id) + " does not take routes of kind " + id_.kind.kind(), {}};
    }
    if (!NamespaceAllowed(id, frontend)) {
      return {Obstacle::kNotAllowed,
              Name(id) + " does not allow routes from namespace \"" + id_.ns +
                  "\"; see its allowedRoutes.namespaces",
              {}};
    }
    if (const std::string group = Group(); group != frontend.group) {
      const std::string noun(sources_.registry.membership()->noun());
      return {Obstacle::kNotAllowed,
              ToString(id_) + " is in " + noun + " \"" + group + "\", but " + ToString(id.parent) +
                  " is in " + noun + " \"" + frontend.group + "\"",
              {}};
    }
    return JudgeHostnames(id, frontend);
  }

  bool NamespaceAllowed(const FrontendId& id, const Frontend& frontend) {
    switch (frontend.allowed_routes.from) {
      case attach::FromNamespaces::kSame:
        return id_.ns == id.parent.ns;
      case attach::FromNamespaces::kAll:
        return true;
      case attach::FromNamespaces::kNone:
        return false;
      case attach::FromNamespaces::kSelector: {
        const attach::Labels* const labels = FindLabels(reader_, sources_.namespaces, id_.ns);
        return labels != nullptr && attach::Matches(frontend.allowed_routes.selector, *labels);
      }
    }
    return false;
  }

  // Read at most once, and only for a route that got this far.
  const std::string& Group() {
    if (!group_) {
      group_ = ReadGroup(reader_, sources_.namespaces, sources_.registry, route_.group, id_.ns);
    }
    return *group_;
  }

  Judgement JudgeHostnames(const FrontendId& id, const Frontend& frontend) {
    Judgement judgement{Obstacle::kNone, "", {}};
    if (route_.route.hostnames.empty()) judgement.hostnames.push_back("*");
    for (const std::string& hostname : route_.route.hostnames) {
      if (attach::Intersect(frontend.hostname, hostname)) judgement.hostnames.push_back(hostname);
    }
    if (judgement.hostnames.empty()) {
      return {Obstacle::kNoMatchingHostname,
              "no hostname of " + ToString(id_) + " matches \"" + frontend.hostname + "\" of " +
                  Name(id),
              {}};
    }
    std::sort(judgement.hostnames.begin(), judgement.hostnames.end());
    judgement.hostnames.erase(std::unique(judgement.hostnames.begin(), judgement.hostnames.end()),
                              judgement.hostnames.end());
    return judgement;
  }

  const RoutesSources& sources_;
  const ObjectId& id_;
  const DescribedRoute& route_;
  engine::Reader& reader_;
  std::optional<std::string> group_;
};

status::Condition AcceptedOf(const DescribedRoute& route, const Judgement& judgement) {
  switch (judgement.obstacle) {
    case Obstacle::kNoMatchingParent:
      return MakeCondition(status::kRouteAcceptedFalseNoMatchingParent, judgement.message);
    case Obstacle::kNotAllowed:
      return MakeCondition(status::kRouteAcceptedFalseNotAllowedByListeners, judgement.message);
    case Obstacle::kNoMatchingHostname:
      if (route.refused) break;  // Perhaps for a hostname, which its plugin then left out.
      return MakeCondition(status::kRouteAcceptedFalseNoMatchingListenerHostname,
                           judgement.message);
    case Obstacle::kNone:
      break;
  }
  if (route.refused) return MakeCondition(*route.refused->reason, route.refused->message);
  return MakeCondition(status::kRouteAcceptedTrueAccepted);
}

// One entry per frontend, with the hostnames of all parentRefs that led there.
void MergeAttachments(std::vector<Attachment>& attachments) {
  std::sort(attachments.begin(), attachments.end(),
            [](const Attachment& a, const Attachment& b) { return a.frontend < b.frontend; });
  attachments.erase(std::unique(attachments.begin(), attachments.end(),
                                [](const Attachment& a, const Attachment& b) {
                                  return a.frontend == b.frontend;
                                }),
                    attachments.end());
}

}  // namespace

void AttachRoute(const RoutesSources& sources, const ObjectId& id, const DescribedRoute& route,
                 engine::Reader& reader, ResolvedRoute& out) {
  Attacher attacher(sources, id, route, reader);
  for (const ir::ParentRef& ref : route.route.parents) {
    const Kind kind = Kind::Of(ref.object.group, ref.object.kind);
    if (kind != resource::kGateway) continue;
    const ObjectId gateway{kind, ref.object.ns.empty() ? id.ns : ref.object.ns, ref.object.name};
    const Parent* const parent = reader.Find(sources.parents, gateway);
    if (parent == nullptr) continue;
    const Judgement judgement = attacher.AttachTo(ref, gateway, *parent, out.attachments);
    out.parents.push_back({ref, gateway, {AcceptedOf(route, judgement)}});
  }
  MergeAttachments(out.attachments);
}

}  // namespace meshgate::pipeline
