// What gRPC promises about order, told to ThreadSanitizer, which cannot see the locks inside the
// library: a callback, on whatever thread, sees all that was done before its operation started, and
// the last one all that any did. Nothing in other builds. [thread-safe]
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_GRPC_ORDER_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_GRPC_ORDER_H_

#ifdef MESHGATE_ABI_THREAD_SANITIZER_  // .bazelrc
#include <sanitizer/tsan_interface.h>
#endif

namespace meshgate::xds {

// Before gRPC is asked for an operation on `object`, and after the last use of it.
inline void GiveToGrpc([[maybe_unused]] void* object) {
#ifdef MESHGATE_ABI_THREAD_SANITIZER_
  __tsan_release(object);
#endif
}

inline void TakeFromGrpc([[maybe_unused]] void* object) {
#ifdef MESHGATE_ABI_THREAD_SANITIZER_
  __tsan_acquire(object);
#endif
}

// A function that gRPC calls for `object`, or that asks it for an operation.
class GrpcTurn {
 public:
  explicit GrpcTurn(void* object) : object_(object) { TakeFromGrpc(object_); }
  ~GrpcTurn() { GiveToGrpc(object_); }
  GrpcTurn(const GrpcTurn&) = delete;
  GrpcTurn& operator=(const GrpcTurn&) = delete;

 private:
  void* const object_;
};

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_GRPC_ORDER_H_
