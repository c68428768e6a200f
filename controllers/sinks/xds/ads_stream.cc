#include "controllers/sinks/xds/ads_stream.h"

#include <optional>
#include <utility>

#include "controllers/sinks/xds/request.h"
#include "controllers/sinks/xds/response.h"

namespace meshgate::xds {

grpc::ServerGenericBidiReactor* AdsStream::Start(GatewayHub& hub) {
  std::shared_ptr<AdsStream> stream(new AdsStream(hub));
  stream->self_ = stream;
  stream->stream_ = hub.Connect(stream);
  stream->StartRead(&stream->read_);
  return stream.get();
}

void AdsStream::Enqueue(std::vector<Response> responses) {
  base::MutexLock lock(mutex_);
  for (Response& response : responses) queue_.push_back(std::move(response));
}

void AdsStream::Flush() {
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
  if (!closed_) StartWrite(&written_);
}

void AdsStream::OnReadDone(bool ok) {
  if (!ok) {
    Close(grpc::Status::OK);
    return;
  }
  absl::StatusOr<std::optional<Request>> request = DecodeRequest(read_);
  if (!request.ok()) {
    Close(
        grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, std::string(request.status().message())));
    return;
  }
  if (*request) hub_.Receive(stream_, **request);
  StartRead(&read_);
}

void AdsStream::OnWriteDone(bool ok) {
  {
    base::MutexLock lock(mutex_);
    writing_ = false;
  }
  if (ok) Flush();
}

void AdsStream::OnDone() {
  hub_.Disconnect(stream_);
  const std::shared_ptr<AdsStream> last = std::move(self_);
}

void AdsStream::Close(grpc::Status status) {
  {
    base::MutexLock lock(mutex_);
    closed_ = true;
  }
  Finish(std::move(status));
}

}  // namespace meshgate::xds
