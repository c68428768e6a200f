// Where objects are served, read off the translator's tables for people. [engine thread]
#ifndef MESHGATE_CONTROLLERS_APP_PLACES_H_
#define MESHGATE_CONTROLLERS_APP_PLACES_H_

#include <string>
#include <vector>

#include "core/pipeline/translator.h"

namespace meshgate::app {

// "127.0.0.1:8080" for each socket on which a Gateway or route is served; sorted, distinct.
std::vector<std::string> AddressesOf(pipeline::Translator& translator,
                                     const resource::ObjectId& id);

// The Gateways whose proxies serve a route, or the Gateway itself when it has a proxy.
std::vector<resource::ObjectId> GatewaysOf(pipeline::Translator& translator,
                                           const resource::ObjectId& id);

// A command that sends a first request to a host that has rules: "curl -i http://localhost:8080/",
// with a path that a rule matches if there is one for plain requests. Empty when no host with rules
// is served.
std::string FirstRequest(pipeline::Translator& translator);

}  // namespace meshgate::app

#endif  // MESHGATE_CONTROLLERS_APP_PLACES_H_
