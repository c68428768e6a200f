#include "controllers/infra/host/runtime_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "controllers/infra/host/waiting.h"

namespace meshgate::infra {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const ProxyRecord kRecord{
    .gateway = "shop/web", .pid = 4711, .identity = "boot/12", .configuration = "c0ffee"};

std::string ErrorOf(const std::string& path) {
  return std::string(RuntimeFolder::Open(path).status().message());
}

TEST(RuntimeFolder, IsMadePrivate) {
  const ShortFolder parent;
  const std::string path = parent.path() + "/a/run";
  ASSERT_TRUE(RuntimeFolder::Open(path).ok());
  struct stat status;
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0700u);
}

TEST(RuntimeFolder, HasOneHolder) {
  const ShortFolder parent;
  const std::string path = parent.path() + "/run";
  {
    const auto holder = RuntimeFolder::Open(path);
    ASSERT_TRUE(holder.ok());
    EXPECT_EQ(ErrorOf(path),
              "runtime folder " + path + ": is in use by the manager with process id " +
                  std::to_string(getpid()) + "; stop that one, or choose another folder");
  }
  EXPECT_TRUE(RuntimeFolder::Open(path).ok());
}

TEST(RuntimeFolder, RefusesAFolderOpenToOthers) {
  const ShortFolder parent;
  ASSERT_EQ(chmod(parent.path().c_str(), 0755), 0);
  EXPECT_THAT(ErrorOf(parent.path()), HasSubstr("open to other users (mode 0755)"));
}

TEST(RuntimeFolder, RefusesAPathTooLongForSockets) {
  const ShortFolder parent;
  EXPECT_THAT(ErrorOf(parent.path() + "/" + std::string(60, 'x')), HasSubstr("shorter path"));
}

TEST(RuntimeFolder, RefusesAFile) {
  const ShortFolder parent;
  std::ofstream(parent.path() + "/file") << "x";
  EXPECT_THAT(ErrorOf(parent.path() + "/file"), HasSubstr("is not a folder"));
  EXPECT_THAT(ErrorOf(parent.path() + "/file/run"), HasSubstr("cannot be made (Not a directory)"));
}

// Gives up the right of root to write everywhere.
bool DropCapabilities() {
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {};
  return syscall(SYS_capset, &header, none) == 0;
}

TEST(RuntimeFolderDeathTest, SaysThatItCannotWrite) {
  const ShortFolder parent;
  ASSERT_EQ(chmod(parent.path().c_str(), 0555), 0);
  EXPECT_EXIT(
      {
        if (!DropCapabilities()) _exit(1);
        std::fputs(ErrorOf(parent.path() + "/run").c_str(), stderr);
        _exit(0);
      },
      ::testing::ExitedWithCode(0), "cannot be made \\(Permission denied\\)");
}

TEST(RuntimeFolder, KeepsRecords) {
  const ShortFolder parent;
  const auto folder = RuntimeFolder::Open(parent.path() + "/run");
  ASSERT_TRUE(folder.ok());
  EXPECT_THAT(folder->Records(), IsEmpty());
  ProxyRecord other = kRecord;
  other.gateway = "shop/api";
  ASSERT_TRUE(folder->Write(kRecord).ok());
  ASSERT_TRUE(folder->Write(other).ok());
  ASSERT_TRUE(folder->Write(other).ok());
  EXPECT_THAT(folder->Records(), UnorderedElementsAre(kRecord, other));
  folder->Remove("shop/api");
  EXPECT_THAT(folder->Records(), ElementsAre(kRecord));
}

TEST(RuntimeFolder, LeavesOutWhatIsNoRecord) {
  const ShortFolder parent;
  const std::string path = parent.path() + "/run";
  const auto folder = RuntimeFolder::Open(path);
  ASSERT_TRUE(folder.ok());
  std::ofstream(path + "/a.record") << "";
  std::ofstream(path + "/b.record") << "gateway=a/b\npid=-1\nidentity=x\n";
  std::ofstream(path + "/c.record") << std::string("\0\xff=\n\n==", 7);
  EXPECT_THAT(folder->Records(), IsEmpty());
}

TEST(RuntimeFolder, GivesEveryGatewayFilesOfItsOwn) {
  const ShortFolder parent;
  const auto folder = RuntimeFolder::Open(parent.path() + "/run");
  ASSERT_TRUE(folder.ok());
  EXPECT_NE(folder->Files("a/b").xds_socket, folder->Files("a/c").xds_socket);
  EXPECT_EQ(folder->Files("../../x").xds_socket,
            parent.path() + "/run/" + GatewayFileName("../../x") + ".xds");
  EXPECT_LE(folder->Files(std::string(600, 'x')).admin_socket.size(), 107u);
}

}  // namespace
}  // namespace meshgate::infra
