#include "controllers/sinks/xds/host_table.h"

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "controllers/sinks/xds/stream_state_fixture.h"
#include "gtest/gtest.h"

namespace meshgate::xds {
namespace {

pipeline::HostId Host(int number) { return HostNamed(std::to_string(number)); }

using Model = std::map<pipeline::HostId, base::SharedBytes>;

void ExpectEqual(const HostList& list, const Model& model) {
  ASSERT_EQ(list.size(), model.size());
  auto expected = model.begin();
  base::Hash128 sum;
  list.ForEach([&](const pipeline::HostId& id, const base::SharedBytes& bytes) {
    EXPECT_EQ(id, expected->first);
    EXPECT_EQ(bytes, expected->second);
    sum += bytes.hash();
    ++expected;
  });
  EXPECT_EQ(list.sum(), sum);
}

TEST(HostTableTest, EqualsAMapAfterEachOfRandomChanges) {
  std::mt19937 random(1);
  HostTable table;
  std::map<int, Model> model;
  HostLists lists;
  for (int round = 0; round < 300; ++round) {
    // Some rounds change one host, some most of them; some fill the table, some empty it.
    const int count = random() % 4 == 0 ? 1000 : 1 + random() % 3;
    const bool erases = round / 20 % 2 == 1;
    std::map<int, HostChange> changes;
    for (int i = 0; i < count; ++i) {
      const int number = random() % 2000;
      const bool gone = random() % 10 < (erases ? 9u : 1u);
      const int port = number % 7 == 0 ? 80 + random() % 2 : 80;
      const std::string text = gone ? "" : std::to_string(random());
      changes.insert_or_assign(number, HostChange{Host(number), port, Bytes(text)});
    }
    std::vector<HostChange> all;
    for (auto& [number, change] : changes) {
      for (auto& [port, hosts] : model) hosts.erase(change.id);
      if (!change.bytes.empty()) model[change.port].emplace(change.id, change.bytes);
      all.push_back(std::move(change));
    }
    for (auto& [port, list] : table.Apply(all)) lists[port] = list;
    for (const int port : {80, 81}) {
      ASSERT_EQ(lists[port] == nullptr, model[port].empty());
      if (lists[port]) ExpectEqual(*lists[port], model[port]);
    }
  }
}

TEST(HostTableTest, AChangedHostCostsOneChunk) {
  HostTable table;
  std::vector<HostChange> hosts;
  for (int i = 0; i < 10'000; ++i) hosts.push_back({Host(i), 80, Bytes(std::to_string(i))});
  const auto before = table.Apply(hosts).at(80);
  const std::vector<HostChange> change = {{Host(5'000), 80, Bytes("changed")}};
  const auto after = table.Apply(change).at(80);
  ASSERT_EQ(before->fields()->size(), after->fields()->size());
  int changed = 0;
  for (size_t i = 0; i < after->fields()->size(); ++i) {
    EXPECT_LE((*after->fields())[i]->size(), 256u);
    if ((*before->fields())[i] != (*after->fields())[i]) ++changed;
  }
  EXPECT_EQ(changed, 1);
}

TEST(HostTableTest, AHostThatMovesLeavesItsPort) {
  HostTable table;
  table.Apply(std::vector<HostChange>{{Host(1), 80, Bytes("1")}});
  const HostLists lists = table.Apply(std::vector<HostChange>{{Host(1), 90, Bytes("1")}});
  ASSERT_EQ(lists.size(), 2u);
  EXPECT_EQ(lists.at(80), nullptr);
  EXPECT_EQ(lists.at(90)->size(), 1u);
  EXPECT_TRUE(table.Apply(std::vector<HostChange>{{Host(2), 0, {}}}).empty()) << "never seen";
}

}  // namespace
}  // namespace meshgate::xds
