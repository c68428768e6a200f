#include "controllers/sinks/xds/request.h"

#include "envoy/config/core/v3/base.pb.h"
#include "envoy/service/discovery/v3/discovery.pb.h"
#include "google/protobuf/arena.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace meshgate::xds {

using envoy::service::discovery::v3::DeltaDiscoveryRequest;

absl::StatusOr<ReceivedRequest> DecodeRequest(grpc::ByteBuffer& bytes) {
  google::protobuf::Arena arena;
  auto* message = google::protobuf::Arena::CreateMessage<DeltaDiscoveryRequest>(&arena);
  if (!grpc::SerializationTraits<DeltaDiscoveryRequest>::Deserialize(&bytes, message).ok()) {
    return absl::InvalidArgumentError("the message is no DeltaDiscoveryRequest");
  }
  ReceivedRequest received;
  received.gateway = message->node().cluster();
  const std::optional<ResourceType> type = TypeOfUrl(message->type_url());
  if (!type) return received;
  Request& request = received.request.emplace();
  request.type = *type;
  request.subscribe.assign(message->resource_names_subscribe().begin(),
                           message->resource_names_subscribe().end());
  request.unsubscribe.assign(message->resource_names_unsubscribe().begin(),
                             message->resource_names_unsubscribe().end());
  request.initial_versions.insert(message->initial_resource_versions().begin(),
                                  message->initial_resource_versions().end());
  request.nonce = message->response_nonce();
  if (message->has_error_detail()) request.error = message->error_detail().message();
  return received;
}

}  // namespace meshgate::xds
