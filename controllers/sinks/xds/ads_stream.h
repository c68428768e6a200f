// One gRPC call of a proxy: carries requests to the hub and its responses back. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ADS_STREAM_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ADS_STREAM_H_

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "controllers/sinks/xds/gateway_hub.h"
#include "core/base/mutex.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/byte_buffer.h"

namespace meshgate::xds {

class AdsStream final : public grpc::ServerGenericBidiReactor, public Outlet {
 public:
  // Lives until gRPC is done with the call and the hub with the outlet. `gateway`: the node cluster
  // that the proxy has to have; "" for any.
  static grpc::ServerGenericBidiReactor* Start(std::shared_ptr<GatewayHub> hub,
                                               grpc::CallbackServerContext& context,
                                               std::string gateway);

  void Enqueue(std::vector<Response> responses) override;
  void Flush() override;
  void Break() override;

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  AdsStream(std::shared_ptr<GatewayHub> hub, grpc::CallbackServerContext& context,
            std::string gateway)
      : hub_(std::move(hub)), gateway_(std::move(gateway)), context_(&context) {}

  void Close(grpc::Status status);

  const std::shared_ptr<GatewayHub> hub_;
  const std::string gateway_;
  int stream_ = 0;                   // the hub's name for this
  std::shared_ptr<AdsStream> self_;  // released when gRPC is done
  grpc::ByteBuffer read_;            // owned by gRPC while a read is pending
  grpc::ByteBuffer written_;         // while a write is pending

  base::Mutex mutex_;
  std::deque<Response> queue_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::CallbackServerContext* context_ ABSL_GUARDED_BY(mutex_);  // null when gRPC is done
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ADS_STREAM_H_
