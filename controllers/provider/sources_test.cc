#include "controllers/provider/sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "core/resource/object.h"
#include "core/resource/value.h"
#include "core/resource/well_known.h"

namespace meshgate::provider {
namespace {

using resource::ObjectId;
using resource::ObjectPtr;
using resource::Value;
using testing::ElementsAre;
using testing::IsEmpty;

class FakeProvider final : public Provider {
 public:
  explicit FakeProvider(bool by_name = false) : by_name_(by_name) {}
  void Start(BatchHandler) override {}
  bool reads_by_name() const override { return by_name_; }
  uint64_t Want(std::set<ObjectId>) override { return by_name_ ? ++wants_ : 0; }

 private:
  const bool by_name_;
  uint64_t wants_ = 0;
};

ObjectId Id(const std::string& name) { return {resource::kSecret, "demo", name}; }

ObjectPtr Make(const std::string& name, const std::string& text) {
  Value object = Value::Map();
  object.Set("apiVersion", Value::String("v1"));
  object.Set("kind", Value::String("Secret"));
  Value& metadata = object.Set("metadata", Value::Map());
  metadata.Set("name", Value::String(name));
  metadata.Set("namespace", Value::String("demo"));
  object.Set("text", Value::String(text));
  return *resource::MakeObject(std::move(object), resource::kSecret);
}

Batch Put(const std::string& name, const std::string& text) {
  Batch batch;
  batch.put = {Make(name, text)};
  return batch;
}
Batch Erase(const std::string& name) {
  Batch batch;
  batch.erased = {Id(name)};
  return batch;
}
Batch Absent(const std::string& name) {
  Batch batch;
  batch.absent = {Id(name)};
  return batch;
}
Batch Listed() {
  Batch batch;
  batch.initial = true;
  return batch;
}
Batch Answered(uint64_t number) {
  Batch batch;
  batch.wants_answered = number;
  return batch;
}

// "put a:1", "erase a", "absent a", "note".
std::vector<std::string> Words(const Batch& batch) {
  std::vector<std::string> words;
  for (const ObjectPtr& object : batch.put) {
    words.push_back("put " + object->id().name + ":" + std::string(object->root()["text"].text()));
  }
  for (const ObjectId& id : batch.erased) words.push_back("erase " + id.name);
  for (const ObjectId& id : batch.absent) words.push_back("absent " + id.name);
  for (size_t i = 0; i < batch.findings.size(); ++i) words.push_back("note");
  return words;
}

class SourcesTest : public testing::Test {
 protected:
  std::vector<std::string> Take(size_t source, Batch batch) {
    return Words(sources_.Take(source, std::move(batch)));
  }

  FakeProvider folder_;
  FakeProvider cluster_{/*by_name=*/true};
  FakeProvider other_cluster_{/*by_name=*/true};
  Sources sources_{{&folder_, &cluster_, &other_cluster_}};
};

TEST_F(SourcesTest, AreListedWhenTheLastOneIs) {
  Take(0, Listed());
  Take(2, Listed());
  EXPECT_FALSE(sources_.is_listed());
  Take(1, Listed());
  EXPECT_TRUE(sources_.is_listed());
}

TEST_F(SourcesTest, AreCompleteWhenAllThatIsWantedIsKnownEverywhere) {
  for (size_t i = 0; i < 3; ++i) Take(i, Listed());
  EXPECT_TRUE(sources_.is_complete());
  sources_.Want({Id("a")});
  sources_.Want({Id("a"), Id("b")});
  Take(1, Answered(2));
  Take(2, Answered(1));
  EXPECT_FALSE(sources_.is_complete());
  Take(2, Answered(2));
  EXPECT_TRUE(sources_.is_complete());
}

TEST_F(SourcesTest, OfOneObjectTheFirstSourceIsRead) {
  EXPECT_THAT(Take(1, Put("a", "cluster")), ElementsAre("put a:cluster"));
  EXPECT_THAT(Take(0, Put("a", "folder")), ElementsAre("put a:folder", "note"));
  EXPECT_THAT(Take(1, Put("a", "new")), IsEmpty()) << "neither read nor told again";
  EXPECT_THAT(Take(0, Erase("a")), ElementsAre("put a:new"));
  EXPECT_THAT(Take(1, Erase("a")), ElementsAre("erase a"));
  EXPECT_THAT(Take(1, Erase("a")), IsEmpty());
}

TEST_F(SourcesTest, WhatIsHiddenGoesUnnoticed) {
  Take(0, Put("a", "folder"));
  EXPECT_THAT(Take(2, Put("a", "cluster")), ElementsAre("note"));
  EXPECT_THAT(Take(2, Erase("a")), IsEmpty());
  EXPECT_THAT(Take(0, Erase("a")), ElementsAre("erase a"));
}

TEST_F(SourcesTest, AnObjectIsAbsentWhenAllThatWereAskedSaySo) {
  sources_.Want({Id("a")});
  EXPECT_THAT(Take(1, Absent("a")), IsEmpty());
  EXPECT_THAT(Take(2, Absent("a")), ElementsAre("absent a"));
  EXPECT_THAT(Take(1, Put("a", "1")), ElementsAre("put a:1"));
  EXPECT_THAT(Take(1, Erase("a")), ElementsAre("erase a"));
  EXPECT_THAT(Take(1, Absent("a")), ElementsAre("absent a"));
  sources_.Want({});
  sources_.Want({Id("a")});
  EXPECT_THAT(Take(1, Absent("a")), IsEmpty()) << "both are asked anew";
}

TEST(OneSourceTest, IsHandedOnAsItIs) {
  FakeProvider folder;
  Sources sources({&folder});
  EXPECT_THAT(Words(sources.Take(0, Put("a", "1"))), ElementsAre("put a:1"));
  EXPECT_THAT(Words(sources.Take(0, Put("a", "2"))), ElementsAre("put a:2"));
  EXPECT_THAT(Words(sources.Take(0, Erase("a"))), ElementsAre("erase a"));
  EXPECT_FALSE(sources.reads_by_name());
}

}  // namespace
}  // namespace meshgate::provider
