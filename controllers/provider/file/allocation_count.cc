#include "controllers/provider/file/allocation_count.h"

#include <malloc.h>

#include <atomic>
#include <cstdlib>
#include <new>

namespace {

std::atomic<size_t> allocated;
std::atomic<size_t> peak;

}  // namespace

// The other forms of the operators, but for those of over-aligned types, call these.
void* operator new(size_t size) {
  void* const memory = std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  const size_t now = allocated += malloc_usable_size(memory);
  for (size_t most = peak; most < now && !peak.compare_exchange_weak(most, now);) {
  }
  return memory;
}

// AddressSanitizer's would not call the one above.
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  try {
    return operator new(size);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void operator delete(void* memory) noexcept {
  if (memory == nullptr) return;
  allocated -= malloc_usable_size(memory);
  std::free(memory);
}

void operator delete(void* memory, size_t) noexcept { operator delete(memory); }

namespace meshgate::provider {

size_t AllocatedBytes() { return allocated; }
size_t PeakAllocatedBytes() { return peak; }
void ForgetPeak() { peak = allocated.load(); }

}  // namespace meshgate::provider
