// Each promise of the engine on its own, on the smallest tables that show it.
#include "core/engine/engine.h"

#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace meshgate::engine {
namespace {

using std::string;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

string Join(KeyList<int> keys) {
  string joined;
  for (const int& key : keys) joined += (joined.empty() ? "" : ",") + std::to_string(key);
  return joined;
}

template <typename K, typename V>
std::vector<std::pair<K, std::optional<V>>> Changes(const Table<K, V>& table) {
  std::vector<std::pair<K, std::optional<V>>> changes;
  table.ForEachChange([&](const K& key, const V* value) {
    changes.emplace_back(key, value == nullptr ? std::nullopt : std::optional<V>(*value));
  });
  return changes;
}

// words: number -> word. lists: word -> its numbers. lengths: number -> the length of its word.
class EngineTest : public testing::Test {
 protected:
  EngineTest() {
    lists_.keys_of(by_word_).Export();
    lengths_.keys_of(words_).Export();
  }

  Work CommitAndCount() {
    const Work before = engine_.work();
    engine_.Commit();
    return engine_.work() - before;
  }

  Engine engine_;
  Input<int, string>& words_ = engine_.AddInput<int, string>("words");
  Index<string, int, string>& by_word_ =
      words_.AddIndex("by_word", [](const int&, const string& word) {
        return word.empty() ? std::vector<string>() : std::vector<string>{word};
      });
  Stage<string, string>& lists_ = engine_.AddStage<string, string>(
      "lists", [this](const string& word, Reader& reader) -> std::optional<string> {
        return Join(reader.List(by_word_, word));
      });
  Stage<int, size_t>& lengths_ = engine_.AddStage<int, size_t>(
      "lengths", [this](const int& key, Reader& reader) -> std::optional<size_t> {
        const string* word = reader.Find(words_, key);
        return word->empty() ? std::nullopt : std::optional(word->size());
      });
};

TEST_F(EngineTest, AKeyLivesWhileACellGivesIt) {
  Stage<char, char>& letters = engine_.AddStage<char, char>(
      "letters", [](const char& key, Reader&) -> std::optional<char> { return key; });
  letters.keys_of(words_, [](const int&, const string& word) {
    return std::vector<char>(word.begin(), word.end());
  });
  words_.Put(1, "abba");
  words_.Put(2, "b");
  engine_.Commit();
  EXPECT_EQ(letters.size(), 2u);
  words_.Put(1, "c");
  engine_.Commit();
  EXPECT_EQ(letters.Peek('a'), nullptr);
  EXPECT_NE(letters.Peek('b'), nullptr) << "the other word has it, too";
  words_.Erase(2);
  EXPECT_EQ(CommitAndCount().recomputed, 0u);
  EXPECT_EQ(letters.Peek('b'), nullptr);
  EXPECT_EQ(letters.source_count(), 1u);
}

TEST_F(EngineTest, NothingIsVisibleBeforeTheCommit) {
  words_.Put(1, "a");
  EXPECT_EQ(lengths_.Peek(1), nullptr);
  EXPECT_EQ(engine_.version(), 0u);
  engine_.Commit();
  EXPECT_EQ(*lengths_.Peek(1), 1u);
  EXPECT_EQ(engine_.version(), 1u);
}

TEST_F(EngineTest, TheLastWriteOfABatchCounts) {
  words_.Put(1, "a");
  words_.Erase(1);
  words_.Put(1, "bb");
  words_.Put(2, "c");
  words_.Erase(2);
  EXPECT_EQ(CommitAndCount().recomputed, 2u);
  EXPECT_EQ(*lengths_.Peek(1), 2u);
  EXPECT_EQ(lengths_.size(), 1u);
  EXPECT_EQ(*lists_.Peek("bb"), "1");
}

TEST_F(EngineTest, AnEqualWriteIsNothing) {
  words_.Put(1, "a");
  engine_.Commit();
  words_.Put(1, "a");
  words_.Erase(7);
  EXPECT_EQ(CommitAndCount(), Work());
}

TEST_F(EngineTest, AnEqualValueStopsThere) {
  Stage<int, bool>& is_long = engine_.AddStage<int, bool>(
      "is_long", [this](const int& key, Reader& reader) -> std::optional<bool> {
        return *reader.Find(lengths_, key) > 3;
      });
  is_long.keys_of(lengths_);
  words_.Put(1, "aa");
  engine_.Commit();
  words_.Put(1, "bb");
  const Work work = CommitAndCount();
  // lists: "aa" goes without being computed, "bb" is new; lengths: equal; is_long: untouched.
  EXPECT_EQ(work, (Work{.recomputed = 2,
                        .cut_off = 1,
                        .cells_read = 1,
                        .buckets_read = 1,
                        .entries_visited = 1}));
  EXPECT_THAT(engine_.WorkPerStage(), ElementsAre(StageWork{"lists", {2, 0, 0, 2, 2}},
                                                  StageWork{"lengths", {2, 1, 2, 0, 0}},
                                                  StageWork{"is_long", {1, 0, 1, 0, 0}}));
}

TEST_F(EngineTest, ABucketIsOrderedByKeyAtEverySize) {
  std::vector<int> numbers;
  for (int i = 0; i < 200; ++i) numbers.push_back((i * 77) % 200);
  string expected;
  for (int i = 0; i < 200; ++i) expected += (i == 0 ? "" : ",") + std::to_string(i);
  for (const int number : numbers) words_.Put(number, "x");
  engine_.Commit();
  EXPECT_EQ(*lists_.Peek("x"), expected);
  for (const int number : numbers) {
    if (number != 3 && number != 150) words_.Erase(number);
  }
  engine_.Commit();
  EXPECT_EQ(*lists_.Peek("x"), "3,150");
}

TEST_F(EngineTest, ABucketIsDirtyOnMembershipOnly) {
  Input<int, int>& values = engine_.AddInput<int, int>("values");
  auto& parity = values.AddIndex("parity", [](const int& key, const int&) {
    return std::vector<int>{key % 2, key % 2};  // the same key twice counts once
  });
  Stage<int, size_t>& counts = engine_.AddStage<int, size_t>(
      "counts", [&](const int& key, Reader& reader) -> std::optional<size_t> {
        return reader.Count(parity, key);
      });
  counts.keys_of(parity);
  values.Put(1, 10);
  values.Put(3, 10);
  EXPECT_EQ(CommitAndCount(), (Work{.recomputed = 1, .buckets_read = 1}));
  EXPECT_EQ(*counts.Peek(1), 2u);
  values.Put(1, 11);
  EXPECT_EQ(CommitAndCount(), Work());
  values.Erase(3);
  EXPECT_EQ(CommitAndCount(), (Work{.recomputed = 1, .buckets_read = 1}));
  EXPECT_EQ(*counts.Peek(1), 1u);
}

TEST_F(EngineTest, EntriesAreCountedAsTheyAreVisited) {
  Stage<int, int>& second = engine_.AddStage<int, int>(
      "second", [this](const int&, Reader& reader) -> std::optional<int> {
        const KeyList<int> list = reader.List(by_word_, "x");
        if (list.size() < 2) return std::nullopt;
        auto it = list.begin();
        return *++it;
      });
  second.keys_of(words_);
  for (int i = 0; i < 5; ++i) words_.Put(i, "x");
  engine_.Commit();
  // One visit each: the size and the step over the first key look at no key.
  EXPECT_EQ(engine_.WorkPerStage()[2].work,
            (Work{.recomputed = 5, .buckets_read = 5, .entries_visited = 5}));
}

TEST_F(EngineTest, AbsenceIsRead) {
  Stage<int, string>& next = engine_.AddStage<int, string>(
      "next", [this](const int& key, Reader& reader) -> std::optional<string> {
        const string* word = reader.Find(words_, key + 1);
        return word == nullptr ? "none" : *word;
      });
  next.keys_of(words_);
  words_.Put(1, "a");
  engine_.Commit();
  EXPECT_EQ(*next.Peek(1), "none");
  words_.Put(2, "b");
  engine_.Commit();
  EXPECT_EQ(*next.Peek(1), "b");
  words_.Erase(2);
  engine_.Commit();
  EXPECT_EQ(*next.Peek(1), "none");
}

TEST_F(EngineTest, AComputationMayGiveNoValue) {
  words_.Put(1, "");
  engine_.Commit();
  EXPECT_EQ(lengths_.Peek(1), nullptr);
  EXPECT_THAT(Changes(lengths_), IsEmpty());
  words_.Put(1, "a");
  engine_.Commit();
  EXPECT_THAT(Changes(lengths_), ElementsAre(Pair(1, std::optional<size_t>(1))));
  words_.Put(1, "");
  engine_.Commit();
  EXPECT_THAT(Changes(lengths_), ElementsAre(Pair(1, std::nullopt)));
}

TEST_F(EngineTest, ReadsOfTheLastComputationOnlyCount) {
  // Follows words as references until one is no number.
  Stage<int, string>& ends = engine_.AddStage<int, string>(
      "ends", [this](const int& key, Reader& reader) -> std::optional<string> {
        const string* word = reader.Find(words_, key);
        while (word != nullptr && !word->empty() && std::isdigit(word->front())) {
          word = reader.Find(words_, std::stoi(*word));
        }
        return word == nullptr ? "none" : *word;
      });
  ends.keys_of(words_);
  words_.Put(1, "2");
  words_.Put(2, "3");
  words_.Put(3, "end");
  engine_.Commit();
  EXPECT_EQ(*ends.Peek(1), "end");
  words_.Put(1, "4");
  engine_.Commit();
  EXPECT_EQ(*ends.Peek(1), "none");
  words_.Put(3, "END");
  engine_.Commit();
  EXPECT_EQ(engine_.WorkPerStage()[2].work.recomputed, 3u + 1u + 2u);  // 1 no longer reads 3
  words_.Put(4, "four");
  engine_.Commit();
  EXPECT_EQ(*ends.Peek(1), "four");
}

TEST(EngineDriverTest, AKeyLivesWhileADriverHasIt) {
  Engine engine;
  Input<int, int>& left = engine.AddInput<int, int>("left");
  Input<int, int>& right = engine.AddInput<int, int>("right");
  auto& right_by_value =
      right.AddIndex("by_value", [](const int&, const int& v) { return std::vector<int>{v}; });
  Stage<int, string>& both = engine.AddStage<int, string>(
      "both", [&](const int& key, Reader& reader) -> std::optional<string> {
        return string(reader.Find(left, key) ? "left" : "") +
               (reader.Count(right_by_value, key) > 0 ? "right" : "");
      });
  both.keys_of(left).keys_of(right_by_value).Export();

  left.Put(1, 0);
  right.Put(10, 1);
  right.Put(20, 1);
  engine.Commit();
  EXPECT_THAT(Changes(both), ElementsAre(Pair(1, "leftright")));
  left.Erase(1);
  right.Erase(10);
  engine.Commit();
  EXPECT_THAT(Changes(both), ElementsAre(Pair(1, "right")));
  right.Put(20, 2);
  engine.Commit();
  EXPECT_THAT(Changes(both), ElementsAre(Pair(1, std::nullopt), Pair(2, "right")));
  right.Erase(20);
  engine.Commit();
  EXPECT_EQ(both.size(), 0u);
  engine.Commit();
  EXPECT_EQ(engine.source_count(), 0u);
}

TEST_F(EngineTest, ChangesAreOrderedByKeyAndLastUntilTheNextCommit) {
  for (const int key : {30, 10, 20}) words_.Put(key, "a");
  engine_.Commit();
  EXPECT_THAT(Changes(lengths_),
              ElementsAre(Pair(10, std::optional<size_t>(1)), Pair(20, 1u), Pair(30, 1u)));
  words_.Erase(20);
  EXPECT_EQ(lengths_.change_count(), 3u);
  engine_.Commit();
  EXPECT_THAT(Changes(lengths_), ElementsAre(Pair(20, std::nullopt)));
  EXPECT_THAT(Changes(lists_), ElementsAre(Pair("a", "10,30")));
  engine_.Commit();
  EXPECT_THAT(Changes(lengths_), IsEmpty());
}

TEST(EngineExportTest, AnInputShowsWhatWasWrittenBeforeTheCommit) {
  Engine engine;
  Input<int, int>& numbers = engine.AddInput<int, int>("numbers");
  numbers.Export();
  numbers.Put(2, 2);
  numbers.Put(1, 1);
  EXPECT_THAT(Changes(numbers), IsEmpty());
  engine.Commit();
  EXPECT_THAT(Changes(numbers), ElementsAre(Pair(1, 1), Pair(2, 2)));
  numbers.Erase(1);
  engine.Commit();
  EXPECT_THAT(Changes(numbers), ElementsAre(Pair(1, std::nullopt)));
  engine.Commit();
  EXPECT_EQ(engine.source_count(), 1u);
}

TEST_F(EngineTest, ForEachGoesByKey) {
  for (const int key : {3, 1, 2}) words_.Put(key, string(key, 'x'));
  engine_.Commit();
  std::vector<std::pair<int, size_t>> seen;
  lengths_.ForEach([&](const int& key, const size_t& length) { seen.emplace_back(key, length); });
  EXPECT_THAT(seen, ElementsAre(Pair(1, 1u), Pair(2, 2u), Pair(3, 3u)));
}

TEST_F(EngineTest, WhatNobodyUsesIsFreed) {
  for (int i = 0; i < 100; ++i) words_.Put(i, "w" + std::to_string(i % 10));
  engine_.Commit();
  EXPECT_EQ(engine_.source_count(), 100u + 10u + 10u + 100u);
  for (int i = 0; i < 100; ++i) words_.Erase(i);
  engine_.Commit();
  engine_.Commit();  // frees what the last one still showed as changed
  EXPECT_EQ(engine_.source_count(), 0u);
}

TEST(EngineFanTest, LeavingACellWithManyReadersIsCheap) {
  // Quadratic work here would take minutes: each of the readers leaves on its own.
  constexpr int kReaders = 100'000;
  Engine engine;
  Input<int, int>& shared = engine.AddInput<int, int>("shared");
  Input<int, int>& which = engine.AddInput<int, int>("which");
  Stage<int, int>& readers = engine.AddStage<int, int>(
      "readers", [&](const int& key, Reader& reader) -> std::optional<int> {
        const int* value = reader.Find(shared, *reader.Find(which, key));
        return value == nullptr ? 0 : *value;
      });
  readers.keys_of(which);
  shared.Put(0, 1);
  for (int i = 0; i < kReaders; ++i) which.Put(i, 0);
  engine.Commit();
  for (int i = 0; i < kReaders; ++i) {
    which.Put(i, 1);
    if (i % 1000 == 0) engine.Commit();
  }
  engine.Commit();
  const Work before = engine.work();
  shared.Put(0, 2);
  engine.Commit();
  EXPECT_EQ(engine.work() - before, Work());
  shared.Put(1, 7);
  engine.Commit();
  EXPECT_EQ((engine.work() - before).recomputed, static_cast<uint64_t>(kReaders));
  EXPECT_EQ(*readers.Peek(kReaders - 1), 7);
}

// All that a key has to be.
struct Name {
  string text;
  friend bool operator==(const Name&, const Name&) = default;
  friend bool operator<(const Name& a, const Name& b) { return a.text < b.text; }
  template <typename H>
  friend H AbslHashValue(H state, const Name& name) {
    return H::combine(std::move(state), name.text);
  }
};

TEST(EngineTypesTest, KeysAndValuesNeedLittle) {
  Engine engine;
  auto& boxes = engine.AddInput<Name, std::unique_ptr<string>>("boxes");
  auto& by_key = boxes.AddIndex(
      "by_key", [](const Name& key, const std::unique_ptr<string>&) { return std::vector{key}; });
  auto& sizes = engine.AddStage<Name, size_t>(
      "sizes", [&](const Name& key, Reader& reader) -> std::optional<size_t> {
        return (*reader.Find(boxes, reader.List(by_key, key).front()))->size();
      });
  sizes.keys_of(by_key);
  boxes.Put({"a"}, std::make_unique<string>("four"));
  engine.Commit();
  EXPECT_EQ(*sizes.Peek({"a"}), 4u);
}

using EngineDeathTest = EngineTest;

TEST_F(EngineDeathTest, AStageReadsEarlierTablesOnly) {
  Input<int, int>* later = nullptr;
  Stage<int, int>& early = engine_.AddStage<int, int>(
      "early", [&](const int& key, Reader& reader) -> std::optional<int> {
        return reader.Find(*later, key) != nullptr;
      });
  early.keys_of(words_);
  later = &engine_.AddInput<int, int>("later");
  EXPECT_DEATH(early.keys_of(*later), "early is driven by later, which is not an earlier table");
  words_.Put(1, "a");
  EXPECT_DEATH(engine_.Commit(), "early reads later, which is not an earlier table");
}

TEST_F(EngineDeathTest, InputsAreNotWrittenDuringACommit) {
  Stage<int, int>& writer =
      engine_.AddStage<int, int>("writer", [this](const int& key, Reader&) -> std::optional<int> {
        words_.Put(key + 1, "more");
        return 0;
      });
  writer.keys_of(words_);
  words_.Put(1, "a");
  EXPECT_DEATH(engine_.Commit(), "words is written during a commit");
}

TEST_F(EngineDeathTest, TablesAreSetUpBeforeTheFirstWrite) {
  words_.Put(1, "a");
  const auto emit = [](const int& key, const string&) { return std::vector<int>{key}; };
  EXPECT_DEATH(words_.AddIndex("late", emit), "words already has cells");
  EXPECT_DEATH(words_.Export(), "words already has cells");
  auto& late = engine_.AddStage<int, int>(
      "late", [](const int&, Reader&) -> std::optional<int> { return 0; });
  EXPECT_DEATH(late.keys_of(words_), "words already has cells");
  EXPECT_DEATH(Changes(words_), "words is not exported");
}

}  // namespace
}  // namespace meshgate::engine
