// The provider on real files. Every test waits for a batch that must come, or counts the batches
// that came until a later change has been seen; none waits for time to pass without a change.
#include "controllers/provider/file/file_provider.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <semaphore>
#include <string>
#include <vector>

#include "controllers/provider/file/provider_fixture.h"

namespace meshgate::provider {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST_F(FileProviderTest, RefusesAPathThatIsNotThere) {
  const auto created = FileProvider::Create({folder_.path("absent")}, catalog_);
  EXPECT_EQ(created.status().code(), absl::StatusCode::kNotFound);
}

TEST_F(FileProviderTest, AnEmptyFolderGivesAnInitialBatch) {
  EXPECT_THAT(StartOnFolder(), IsEmpty());
}

TEST_F(FileProviderTest, ARenamedFileIsReadAtOnce) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  EXPECT_THAT(StartOnFolder(), testing::ElementsAre("put demo/one:1"));
  for (int port = 2; port < 50; ++port) {
    folder_.Replace("a.yaml", ServiceYaml("one", port));
    EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:" + std::to_string(port)));
  }
}

TEST_F(FileProviderTest, AFileWrittenInTwoHalvesIsReadWhenItIsWhole) {
  WaitForWhatComes();
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  const std::string text =
      "{\"apiVersion\": \"v1\", \"kind\": \"Service\", \"metadata\": "
      "{\"name\": \"two\", \"namespace\": \"demo\"}, "
      "\"spec\": {\"ports\": [{\"port\": 2}]}}";
  std::ofstream(folder_.path("b.yaml")) << text.substr(0, 40);  // closed: an event of its own
  std::ofstream(folder_.path("b.yaml"), std::ios::app) << text.substr(40);
  EXPECT_THAT(batches_.Until("put demo/two:2"), SizeIs(1)) << "no finding about the first half";
}

TEST_F(FileProviderTest, AWrittenFileThatStaysBrokenIsReportedAndTheLastGoodStays) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  folder_.Write("a.yaml", "kind: [\n");
  const std::vector<std::string> batch = batches_.Next();
  ASSERT_THAT(batch, SizeIs(1));
  EXPECT_THAT(batch[0], testing::ContainsRegex("note .*/a\\.yaml:[0-9]+:[0-9]+: "));
  folder_.Replace("a.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Next(), Contains("put demo/one:2"));
}

TEST_F(FileProviderTest, AFileThatIsEmptiedAndFilledLosesNothing) {
  WaitForWhatComes();
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  folder_.Write("a.yaml", "");
  folder_.Write("a.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Until("put demo/one:2"), Not(Contains("erase demo/one")));
}

TEST_F(FileProviderTest, ADeletedFileTakesItsObjectsWithIt) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  fs::remove(folder_.path("a.yaml"));
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("erase demo/one"));
}

TEST_F(FileProviderTest, AnEditorThatMovesTheOldFileAwayCausesNoGap) {
  WaitForWhatComes();
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  folder_.Write("4913", "");
  fs::remove(folder_.path("4913"));
  folder_.Write(".a.yaml.swp", "swap");
  fs::rename(folder_.path("a.yaml"), folder_.path("a.yaml~"));
  folder_.Write("a.yaml", ServiceYaml("one", 2));
  fs::remove(folder_.path("a.yaml~"));
  EXPECT_THAT(batches_.Until("put demo/one:2"), SizeIs(1));
}

TEST_F(FileProviderTest, AFileGetsAnotherName) {
  WaitForWhatComes();
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  fs::rename(folder_.path("a.yaml"), folder_.path("b.yaml"));
  folder_.Replace("b.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Until("put demo/one:2"), SizeIs(1)) << "neither duplicate nor gap";
}

TEST_F(FileProviderTest, ASecondPlaceIsNamedAndFollows) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  folder_.Replace("b.yaml", ServiceYaml("one", 2));
  const std::vector<std::string> batch = batches_.Next();
  ASSERT_THAT(batch, SizeIs(1));
  EXPECT_THAT(batch[0], HasSubstr("a.yaml:1 stays"));
  fs::remove(folder_.path("a.yaml"));
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:2"));
}

TEST_F(FileProviderTest, NewSubFoldersAreWatched) {
  StartOnFolder();
  fs::create_directories(folder_.path("x/y"));
  folder_.Write("x/y/a.yaml", ServiceYaml("one", 1));
  batches_.Until("put demo/one:1");
  folder_.Replace("x/y/a.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Next(), Contains("put demo/one:2"));
  fs::rename(folder_.path("x"), folder_.path("z"));
  folder_.Replace("z/y/a.yaml", ServiceYaml("one", 3));
  EXPECT_THAT(batches_.Until("put demo/one:3"), Not(Contains("erase demo/one")));
}

// kubelet's layout: a.yaml -> ..data/a.yaml, ..data -> ..1, replaced by a rename.
TEST_F(FileProviderTest, AMountedConfigMapSwapsAsOneTransaction) {
  folder_.Write("..1/a.yaml", ServiceYaml("one", 1) + ServiceYaml("moved", 1));
  folder_.Write("..1/b.yaml", ServiceYaml("two", 1));
  fs::create_symlink("..1", folder_.path("..data"));
  fs::create_symlink("..data/a.yaml", folder_.path("a.yaml"));
  fs::create_symlink("..data/b.yaml", folder_.path("b.yaml"));
  EXPECT_THAT(StartOnFolder(),
              testing::ElementsAre("put demo/moved:1", "put demo/one:1", "put demo/two:1"));
  folder_.Write("..2/a.yaml", ServiceYaml("one", 2));
  folder_.Write("..2/b.yaml", ServiceYaml("two", 2) + ServiceYaml("moved", 2));
  fs::create_symlink("..2", folder_.path("..data_tmp"));
  fs::rename(folder_.path("..data_tmp"), folder_.path("..data"));
  EXPECT_THAT(batches_.Next(),
              testing::ElementsAre("put demo/moved:2", "put demo/one:2", "put demo/two:2"));
}

TEST_F(FileProviderTest, ALinkedFileIsReadAtOnce) {
  StartOnFolder();
  folder_.Write("hidden/.one", ServiceYaml("one", 1));
  fs::create_symlink("hidden/.one", folder_.path("a.yaml"));
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:1"));
}

TEST_F(FileProviderTest, ALinkToAFolderMaySwap) {
  folder_.Write("v1/a.yaml", ServiceYaml("one", 1));
  folder_.Write("v2/a.yaml", ServiceYaml("one", 2));
  fs::create_symlink("v1", folder_.path("current"));
  Start({folder_.path("current")});
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:1"));
  fs::create_symlink("v2", folder_.path("next"));
  fs::rename(folder_.path("next"), folder_.path("current"));
  batches_.Until("put demo/one:2");
  folder_.Replace("v2/a.yaml", ServiceYaml("one", 3));
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:3"));
}

TEST_F(FileProviderTest, ASingleFileIsWatchedAndItsNeighboursAreNot) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  Start({folder_.path("a.yaml")});
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:1"));
  folder_.Replace("b.yaml", ServiceYaml("two", 1));
  folder_.Replace("a.yaml", ServiceYaml("one", 2));
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:2"));
}

TEST_F(FileProviderTest, LostEventsAreMadeGoodByANewScan) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  // Holds the provider's thread in its handler, so that nobody reads events.
  std::counting_semaphore<> entered(0), may_leave(0);
  Start({folder_.path()}, [&] {
    entered.release();
    may_leave.acquire();
  });
  entered.acquire();
  int most = 16384;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> most;
  for (int i = 0; i <= most; ++i) {
    // Two names in turn: the kernel merges equal events.
    fs::rename(folder_.path("a.yaml"), folder_.path("b.yaml"));
    fs::rename(folder_.path("b.yaml"), folder_.path("a.yaml"));
  }
  folder_.Replace("a.yaml", ServiceYaml("one", 2));
  folder_.Write("c.yaml", ServiceYaml("three", 3));
  may_leave.release(1000);
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:1"));
  EXPECT_THAT(batches_.Next(), testing::ElementsAre("put demo/one:2", "put demo/three:3"));
}

TEST_F(FileProviderTest, StopsWhileChangesArePending) {
  folder_.Write("a.yaml", ServiceYaml("one", 1));
  StartOnFolder();
  fs::remove(folder_.path("a.yaml"));
  provider_.reset();
}

}  // namespace
}  // namespace meshgate::provider
