#include "controllers/sinks/xds/ads_stream.h"

#include <utility>

#include "controllers/sinks/xds/grpc_order.h"
#include "controllers/sinks/xds/request.h"
#include "controllers/sinks/xds/response.h"

namespace meshgate::xds {

grpc::ServerGenericBidiReactor* AdsStream::Start(std::shared_ptr<GatewayHub> hub,
                                                 grpc::CallbackServerContext& context,
                                                 std::string gateway) {
  std::shared_ptr<AdsStream> stream(new AdsStream(std::move(hub), context, std::move(gateway)));
  const GrpcTurn turn(stream.get());
  stream->self_ = stream;
  stream->stream_ = stream->hub_->Connect(stream);
  GiveToGrpc(stream.get());
  stream->StartRead(&stream->read_);
  return stream.get();
}

void AdsStream::Enqueue(std::vector<Response> responses) {
  base::MutexLock lock(mutex_);
  for (Response& response : responses) queue_.push_back(std::move(response));
}

void AdsStream::Flush() {
  const GrpcTurn turn(this);
  Response next;
  {
    base::MutexLock lock(mutex_);
    if (writing_ || closed_ || queue_.empty()) return;
    writing_ = true;
    next = std::move(queue_.front());
    queue_.pop_front();
  }
  // Without the lock, because this is the expensive part; `writing_` keeps others out.
  written_ = EncodeResponse(next);
  base::MutexLock lock(mutex_);
  if (closed_) return;
  GiveToGrpc(this);
  StartWrite(&written_);
}

void AdsStream::OnReadDone(bool ok) {
  const GrpcTurn turn(this);
  if (!ok) {
    Close(grpc::Status::OK);
    return;
  }
  const absl::StatusOr<ReceivedRequest> received = DecodeRequest(read_);
  if (!received.ok()) {
    Close(
        grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, std::string(received.status().message())));
    return;
  }
  if (!gateway_.empty() && !received->gateway.empty() && received->gateway != gateway_) {
    Close(grpc::Status(grpc::StatusCode::PERMISSION_DENIED,
                       "the certificate is that of another Gateway's proxy"));
    return;
  }
  if (received->request) hub_->Receive(stream_, *received->request);
  GiveToGrpc(this);
  StartRead(&read_);
}

void AdsStream::OnWriteDone(bool ok) {
  const GrpcTurn turn(this);
  {
    base::MutexLock lock(mutex_);
    writing_ = false;
  }
  if (ok) Flush();
}

void AdsStream::Break() {
  base::MutexLock lock(mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

void AdsStream::OnDone() {
  TakeFromGrpc(this);
  {
    base::MutexLock lock(mutex_);
    context_ = nullptr;
  }
  hub_->Disconnect(stream_);
  const std::shared_ptr<AdsStream> last = std::move(self_);
}

void AdsStream::Close(grpc::Status status) {
  {
    base::MutexLock lock(mutex_);
    closed_ = true;
  }
  GiveToGrpc(this);
  Finish(std::move(status));
}

}  // namespace meshgate::xds
