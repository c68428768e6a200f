// Debian's libraries are not built for ThreadSanitizer: it sees their memory accesses through
// intercepted functions, but not their locks. What gRPC's headers compile into our binaries touches
// the same memory: only its own functions are listed, none that calls ours.
// Races in own code are never suppressed here.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libabsl_cord.so\n"
         "called_from_lib:libabsl_cord_internal.so\n"
         "called_from_lib:libabsl_graphcycles_internal.so\n"
         "called_from_lib:libabsl_status.so\n"
         "called_from_lib:libabsl_strings.so\n"
         "called_from_lib:libabsl_synchronization.so\n"
         "called_from_lib:libabsl_time.so\n"
         "called_from_lib:libcrypto.so\n"
         "called_from_lib:libgpr.so\n"
         "called_from_lib:libgrpc++.so\n"
         "called_from_lib:libgrpc.so\n"
         "called_from_lib:libspdlog.so\n"
         "called_from_lib:libupb.so\n"
         "race:CallbackCallTag::ContinueRunAfterInterception\n"
         "race:ServerCallbackReaderWriterImpl::~ServerCallbackReaderWriterImpl\n"
         "race_top:grpc::\n"
         "race_top:std::_Function_base::~_Function_base\n";
}
