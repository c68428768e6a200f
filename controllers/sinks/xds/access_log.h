// The access log: one JSON object a line, on the proxy's standard output. [pure]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ACCESS_LOG_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ACCESS_LOG_H_

namespace envoy::config::accesslog::v3 {
class AccessLog;
}

namespace meshgate::xds {

// Each fills an empty `out`. `route` is NAMESPACE/ROUTE/RULE, `backend` NAMESPACE/SERVICE/PORT.

// One line per request.
void RenderAccessLog(envoy::config::accesslog::v3::AccessLog& out);
// One line per connection; the route is the name of its filter chain.
void RenderConnectionLog(envoy::config::accesslog::v3::AccessLog& out);

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ACCESS_LOG_H_
