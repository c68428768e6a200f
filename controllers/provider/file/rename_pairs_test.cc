#include "controllers/provider/file/rename_pairs.h"

#include "gtest/gtest.h"

namespace meshgate::provider {
namespace {

TEST(RenamePairsTest, PairsWithinARead) {
  RenamePairs pairs;
  pairs.BeginRead();
  pairs.From(1, "a");
  pairs.From(2, "b");
  EXPECT_EQ(pairs.To(2), "b");
  EXPECT_EQ(pairs.To(1), "a");
  EXPECT_EQ(pairs.To(1), std::nullopt) << "a pair is one";
  EXPECT_EQ(pairs.To(3), std::nullopt) << "from a folder that is not watched";
}

TEST(RenamePairsTest, PairsAcrossTwoReads) {
  RenamePairs pairs;
  pairs.BeginRead();
  pairs.From(1, "a");
  pairs.BeginRead();
  EXPECT_EQ(pairs.To(1), "a");
}

TEST(RenamePairsTest, ForgetsWhatWentToAFolderThatIsNotWatched) {
  RenamePairs pairs;
  pairs.BeginRead();
  pairs.From(1, "a");
  pairs.BeginRead();
  pairs.BeginRead();
  EXPECT_EQ(pairs.To(1), std::nullopt);
}

}  // namespace
}  // namespace meshgate::provider
