// The ABI fingerprint: 16 hexadecimal digits that are equal in the host and in a plugin if and only
// if both were built with the same SDK headers and with compilers that lay these types out alike.
//
//   10 digits  hash of the SDK headers (core/plugin and core/ir), made by the build
//    1 digit   sanitizers: 1 address, 2 thread, 3 both
//    1 digit   libstdc++ switches: 1 the C++11 strings, 2 debug containers, 3 both
//    4 digits  version of the compiler's C++ ABI, as it writes it (g++ 12: 1017)
#ifndef MESHGATE_CORE_PLUGIN_ABI_H_
#define MESHGATE_CORE_PLUGIN_ABI_H_

#include <cstddef>  // for the switches of libstdc++

#include "core/plugin/sdk_hash.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MESHGATE_ABI_ADDRESS_SANITIZER_ 1
#endif
#if __has_feature(thread_sanitizer)
#define MESHGATE_ABI_THREAD_SANITIZER_ 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define MESHGATE_ABI_ADDRESS_SANITIZER_ 1
#endif
#if defined(__SANITIZE_THREAD__)
#define MESHGATE_ABI_THREAD_SANITIZER_ 1
#endif

#if defined(MESHGATE_ABI_ADDRESS_SANITIZER_) && defined(MESHGATE_ABI_THREAD_SANITIZER_)
#define MESHGATE_ABI_SANITIZERS_ 3
#elif defined(MESHGATE_ABI_THREAD_SANITIZER_)
#define MESHGATE_ABI_SANITIZERS_ 2
#elif defined(MESHGATE_ABI_ADDRESS_SANITIZER_)
#define MESHGATE_ABI_SANITIZERS_ 1
#else
#define MESHGATE_ABI_SANITIZERS_ 0
#endif

#if _GLIBCXX_USE_CXX11_ABI && defined(_GLIBCXX_DEBUG)
#define MESHGATE_ABI_LIBRARY_ 3
#elif defined(_GLIBCXX_DEBUG)
#define MESHGATE_ABI_LIBRARY_ 2
#elif _GLIBCXX_USE_CXX11_ABI
#define MESHGATE_ABI_LIBRARY_ 1
#else
#define MESHGATE_ABI_LIBRARY_ 0
#endif

// F(hash, sanitizers, library, compiler) with all four expanded.
#define MESHGATE_ABI_APPLY_(F, ...) MESHGATE_ABI_APPLY_EXPANDED_(F, __VA_ARGS__)
#define MESHGATE_ABI_APPLY_EXPANDED_(F, ...) F(__VA_ARGS__)
#define MESHGATE_ABI_PARTS_ \
  MESHGATE_SDK_HASH, MESHGATE_ABI_SANITIZERS_, MESHGATE_ABI_LIBRARY_, __GXX_ABI_VERSION

#define MESHGATE_ABI_TEXT_(hash, sanitizers, library, compiler) #hash #sanitizers #library #compiler

// The fingerprint of the code that includes this header, as text.
#define MESHGATE_ABI_FINGERPRINT MESHGATE_ABI_APPLY_(MESHGATE_ABI_TEXT_, MESHGATE_ABI_PARTS_)

static_assert(sizeof(MESHGATE_ABI_FINGERPRINT) == 16 + 1, "a part changed its width");

#endif  // MESHGATE_CORE_PLUGIN_ABI_H_
