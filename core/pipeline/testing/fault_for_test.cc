#include "core/pipeline/testing/fault_for_test.h"

#include <atomic>

namespace meshgate::pipeline {
namespace {

std::atomic<Fault> planted = Fault::kNone;

bool IsPlanted(Fault fault) { return planted == fault; }

}  // namespace

// In one object file with what plants: the linker cannot take that and leave this out.
bool (*const is_planted_for_test)(Fault) = &IsPlanted;

FaultForTest::FaultForTest(Fault fault) { planted = fault; }

FaultForTest::~FaultForTest() { planted = Fault::kNone; }

}  // namespace meshgate::pipeline
