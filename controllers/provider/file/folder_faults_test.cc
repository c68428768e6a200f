// What can happen to folders, links and limits while they are watched. Tests wait for what must
// come, at most until the provider has looked at all files once more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "controllers/infra/host/waiting.h"
#include "controllers/provider/file/provider_fixture.h"

namespace meshgate::provider {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class FolderFaultsTest : public FileProviderTest {
 protected:
  void StartOnSubFolder() {
    folder_.Write("in/a.yaml", ServiceYaml("one", 1));
    Start({folder_.path("in")});
    EXPECT_THAT(batches_.Next(), ElementsAre("put demo/one:1"));
  }
  // The next batch that says anything.
  std::vector<std::string> NextWords() {
    std::vector<std::string> words = batches_.Next();
    while (words.empty() && !HasFailure()) words = batches_.Next();
    return words;
  }
};

TEST_F(FolderFaultsTest, AFolderThatIsMovedAwayKeepsItsObjectsUntilItIsBack) {
  WaitForWhatComes();
  StartOnSubFolder();
  fs::rename(folder_.path("in"), folder_.path("away"));
  const std::vector<std::string> gone = NextWords();
  ASSERT_THAT(gone, SizeIs(1));
  EXPECT_THAT(gone[0], HasSubstr("/in: No such file or directory"));
  folder_.Write("away/a.yaml", ServiceYaml("one", 2));
  fs::rename(folder_.path("away"), folder_.path("in"));
  EXPECT_THAT(batches_.Until("put demo/one:2"), Not(Contains("erase demo/one")));
  folder_.Replace("in/a.yaml", ServiceYaml("one", 3));
  EXPECT_THAT(batches_.Next(), ElementsAre("put demo/one:3"));
}

TEST_F(FolderFaultsTest, DeletedFilesAreDeletedObjectsWhetherTheirFolderIsThereOrNot) {
  StartOnSubFolder();
  fs::remove_all(folder_.path("in"));
  EXPECT_THAT(batches_.Until("erase demo/one"), Contains(HasSubstr("cannot read")));
  fs::create_directory(folder_.path("in"));
  folder_.Replace("in/a.yaml", ServiceYaml("one", 2));
  batches_.Until("put demo/one:2");
  folder_.Replace("in/a.yaml", ServiceYaml("one", 3));
  EXPECT_THAT(batches_.Next(), ElementsAre("put demo/one:3"));
}

TEST_F(FolderFaultsTest, AChangeBehindALinkThatLeadsElsewhereIsFound) {
  folder_.Write("elsewhere/a.yaml", ServiceYaml("one", 1));
  fs::create_directory(folder_.path("in"));
  fs::create_symlink(folder_.path("elsewhere/a.yaml"), folder_.path("in/a.yaml"));
  Start({folder_.path("in")});
  EXPECT_THAT(batches_.Next(), ElementsAre("put demo/one:1"));
  folder_.Replace("elsewhere/a.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Next(), ElementsAre("put demo/one:2"));
  fs::remove(folder_.path("elsewhere/a.yaml"));
  EXPECT_THAT(batches_.Next(), ElementsAre("erase demo/one"));
}

// Leaves one file descriptor to be opened while the provider starts: none is left for inotify.
TEST_F(FolderFaultsTest, WithoutEventsChangesAreStillFound) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const int free = dup(STDIN_FILENO);
  ASSERT_GE(free, 0);
  close(free);
  rlimit tight = before;
  tight.rlim_cur = static_cast<rlim_t>(free) + 1;
  // UndefinedBehaviorSanitizer would need a descriptor to look at the fixture's type.
  const auto start = [&]() __attribute__((no_sanitize("vptr"))) { Start({folder_.path()}); };
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
  start();
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);

  const std::vector<std::string> words = batches_.Until("put demo/one:1");
  EXPECT_THAT(words, Contains(AllOf(HasSubstr("cannot watch files"), HasSubstr("within seconds"))));
  folder_.Replace("a.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Next(), ElementsAre("put demo/one:2")) << "and nothing is told again";
  fs::rename(folder_.path("a.yaml"), folder_.path("b.yaml"));
  folder_.Write("c.yaml", ServiceYaml("two", 1));
  EXPECT_THAT(batches_.Next(), ElementsAre("put demo/two:1")) << "b.yaml is no second place";
  fs::remove(folder_.path("b.yaml"));
  EXPECT_THAT(batches_.Next(), ElementsAre("erase demo/one"));
}

// kubelet's layout; each content gives both Services the same port.
TEST_F(FolderFaultsTest, ReadersOfAMountedConfigMapNeverSeeHalfASwap) {
  WaitForWhatComes();
  const auto write = [&](int version) {
    const std::string data = "..2026_" + std::to_string(version);
    folder_.Write(data + "/a.yaml", ServiceYaml("one", version));
    folder_.Write(data + "/b.yaml", ServiceYaml("two", version));
    fs::create_symlink(data, folder_.path("..data_tmp"));
    fs::rename(folder_.path("..data_tmp"), folder_.path("..data"));
    if (version > 2) fs::remove_all(folder_.path("..2026_" + std::to_string(version - 2)));
  };
  write(1);
  fs::create_symlink("..data/a.yaml", folder_.path("a.yaml"));
  fs::create_symlink("..data/b.yaml", folder_.path("b.yaml"));
  EXPECT_THAT(StartOnFolder(), ElementsAre("put demo/one:1", "put demo/two:1"));
  for (int version = 2; version < 200; ++version) {
    write(version);
    const std::string port = std::to_string(version);
    EXPECT_THAT(NextWords(), ElementsAre("put demo/one:" + port, "put demo/two:" + port));
  }
}

// One reload per save, as each editor saves a file.
TEST_F(FolderFaultsTest, EditorsCauseOneReloadPerSave) {
  WaitForWhatComes();
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  const auto path = [&](const char* name) { return folder_.path(name); };
  const std::vector<std::function<void(const std::string&)>> saves = {
      // vim, backupcopy=no: probes whether it may write, moves the old file away
      [&](const std::string& text) {
        folder_.Write(".a.yaml.swp", "b0VIM");
        folder_.Write("4913", "");
        fs::remove(path("4913"));
        fs::rename(path("a.yaml"), path("a.yaml~"));
        folder_.Write("a.yaml", text);
        chmod(path("a.yaml").c_str(), 0644);
        fs::remove(path("a.yaml~"));
        fs::remove(path(".a.yaml.swp"));
      },
      // vim, backupcopy=yes: writes over the file
      [&](const std::string& text) {
        folder_.Write("a.yaml~", ServiceYaml("one", 1));
        folder_.Write("a.yaml", text);
        fs::remove(path("a.yaml~"));
      },
      // emacs: a link as lock, an auto-save file
      [&](const std::string& text) {
        fs::create_symlink("me@host.1:1", path(".#a.yaml"));
        folder_.Write("#a.yaml#", "half a te");
        folder_.Write("a.yaml", text);
        fs::remove(path("#a.yaml#"));
        fs::remove(path(".#a.yaml"));
      },
      // kate: a swap file with the name in it, a temporary file renamed over the file
      [&](const std::string& text) {
        folder_.Write(".a.yaml.kate-swp", "swap");
        folder_.Write("a.yaml.Xyz123", text);
        fs::rename(path("a.yaml.Xyz123"), path("a.yaml"));
        fs::remove(path(".a.yaml.kate-swp"));
      },
      // gedit, VS Code on some systems, sed -i, kubectl edit: a file beside it, renamed over it
      [&](const std::string& text) {
        folder_.Write(".goutputstream-X", text);
        fs::rename(path(".goutputstream-X"), path("a.yaml"));
      },
      // the same with a name that counts, for the moment between
      [&](const std::string& text) {
        folder_.Write("elsewhere/new", text);
        fs::rename(path("elsewhere/new"), path("a.yaml"));
      },
  };
  int port = 2;
  for (const auto& save : saves) {
    save(ServiceYaml("one", port));
    EXPECT_THAT(NextWords(), ElementsAre("put demo/one:" + std::to_string(port)));
    ++port;
  }
  folder_.Replace("b.yaml", ServiceYaml("end", 1));
  EXPECT_THAT(NextWords(), ElementsAre("put demo/end:1")) << "nothing came in between";
}

TEST_F(FolderFaultsTest, WhatIsNoUsableFileHoldsUpNothing) {
  folder_.Write("good.yaml", ServiceYaml("one", 1));
  folder_.Write("empty.yaml", "");
  folder_.Write("line\nfeed.yaml", "{");
  folder_.Write("byte\xff.yaml", "{");
  folder_.Write("folder.yaml/inner.yaml", ServiceYaml("two", 2));
  ASSERT_EQ(mkfifo(folder_.path("pipe.yaml").c_str(), 0600), 0);
  fs::create_symlink("nowhere", folder_.path("dangling.yaml"));
  fs::create_symlink("loop.yaml", folder_.path("loop.yaml"));
  fs::create_symlink(".", folder_.path("circle"));
  fs::create_symlink("/dev/zero", folder_.path("endless.yaml"));
  // A socket's address is short: bind it beside, in a folder that no other run has, and link it.
  const infra::ShortFolder beside;
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  const std::string name = beside.path() + "/socket";
  std::strncpy(address.sun_path, name.c_str(), sizeof(address.sun_path) - 1);
  ASSERT_EQ(bind(socket_fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  fs::create_symlink(name, folder_.path("socket.yaml"));

  const std::vector<std::string> words = StartOnFolder();
  EXPECT_THAT(words, Contains("put demo/one:1"));
  EXPECT_THAT(words, Contains("put demo/two:2"));
  for (const char* reported :
       {"line\\nfeed.yaml:1:", "byte\\xff.yaml:1:", "pipe.yaml: is no regular",
        "endless.yaml: is no regular", "loop.yaml: cannot be read: Too many",
        "socket.yaml: cannot be read"}) {
    EXPECT_THAT(words, Contains(HasSubstr(reported)));
  }
  EXPECT_THAT(words, SizeIs(8));
  close(socket_fd);
}

}  // namespace
}  // namespace meshgate::provider
