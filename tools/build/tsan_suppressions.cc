// Debian's libraries are not built for ThreadSanitizer: it sees their memory accesses through
// intercepted functions, but not their locks. Races in own code are never suppressed here.
extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libabsl_synchronization.so\n"
         "called_from_lib:libcrypto.so\n"
         "called_from_lib:libgpr.so\n"
         "called_from_lib:libgrpc++.so\n"
         "called_from_lib:libgrpc.so\n"
         "called_from_lib:libspdlog.so\n";
}
