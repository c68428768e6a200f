// Counts what the process has allocated with operator new: a measure of memory that depends neither
// on the allocator nor on other processes. Replaces the operators of the binary that links it.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_ALLOCATION_COUNT_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_ALLOCATION_COUNT_H_

#include <cstddef>

namespace meshgate::provider {

// Bytes that are allocated now. [thread-safe]
size_t AllocatedBytes();
// The most that were since the last call of ForgetPeak(). [thread-safe]
size_t PeakAllocatedBytes();
void ForgetPeak();

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_ALLOCATION_COUNT_H_
