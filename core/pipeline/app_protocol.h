// What the appProtocol of a Service port means for requests. [pure]
#ifndef MESHGATE_CORE_PIPELINE_APP_PROTOCOL_H_
#define MESHGATE_CORE_PIPELINE_APP_PROTOCOL_H_

#include <string_view>

namespace meshgate::pipeline {

// Gateway API: BackendProtocol (GEP-1911); Kuma's words are "http", "http2" and "grpc". All without
// TLS; `app_protocol` is in lower case.
inline bool SpeaksHttp2(std::string_view app_protocol) {
  return app_protocol == "kubernetes.io/h2c" || app_protocol == "http2" || app_protocol == "grpc";
}

// HTTP/1.1 or HTTP/2; "" is the former.
inline bool SpeaksHttp(std::string_view app_protocol) {
  return app_protocol.empty() || app_protocol == "http" || app_protocol == "kubernetes.io/ws" ||
         SpeaksHttp2(app_protocol);
}

}  // namespace meshgate::pipeline

#endif  // MESHGATE_CORE_PIPELINE_APP_PROTOCOL_H_
