// What no golden shows of the dump: they all bind addresses of version 4.
#include "core/pipeline/ir_dump.h"

#include <gtest/gtest.h>

#include <string>

#include "core/pipeline/testing/world.h"

namespace meshgate::pipeline::world {
namespace {

TEST(IrDumpTest, AnAddressOfVersion6IsInBrackets) {
  World world;
  world.Put(ClassSpec{});
  world.Put(GatewaySpec{.listeners = {{.name = "http"}}, .address = "fd00::1 10.0.0.1"});
  std::string dump;
  DumpIr(Start(world, {.host_network = HostNetwork()})->tables(), dump);
  EXPECT_NE(dump.find("bind: \"[fd00::1]:80, 10.0.0.1:80\""), std::string::npos) << dump;
}

}  // namespace
}  // namespace meshgate::pipeline::world
