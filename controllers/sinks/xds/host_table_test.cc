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

pipeline::EntryId Host(int number, int port = 80) {
  return EntryNamed(std::to_string(number), port);
}

using Model = std::map<pipeline::EntryId, base::SharedBytes>;

void ExpectEqual(const HostList& list, const Model& model) {
  ASSERT_EQ(list.size(), model.size());
  auto expected = model.begin();
  base::Hash128 sum;
  list.ForEach([&](const pipeline::EntryId& id, const base::SharedBytes& bytes) {
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
  std::map<pipeline::PortId, Model> model;
  HostLists lists;
  for (int round = 0; round < 300; ++round) {
    // Some rounds change one host, some most of them; some fill the table, some empty it.
    const int count = random() % 4 == 0 ? 1000 : 1 + random() % 3;
    const bool erases = round / 20 % 2 == 1;
    Model changes;
    for (int i = 0; i < count; ++i) {
      const pipeline::EntryId id = Host(random() % 2000, 80 + random() % 2);
      const bool gone = random() % 10 < (erases ? 9u : 1u);
      changes.insert_or_assign(id, Bytes(gone ? "" : std::to_string(random())));
    }
    std::vector<VirtualHost> all;
    for (const auto& [id, bytes] : changes) {
      model[id.port].erase(id);
      if (!bytes.empty()) model[id.port].emplace(id, bytes);
      all.push_back({id, bytes});
    }
    for (auto& [port, list] : table.Apply(all)) lists[port] = list;
    for (const auto& [port, hosts] : model) {
      ASSERT_EQ(lists[port] == nullptr, hosts.empty());
      if (lists[port]) ExpectEqual(*lists[port], hosts);
    }
  }
}

TEST(HostTableTest, AChangedHostCostsOneChunk) {
  HostTable table;
  std::vector<VirtualHost> hosts;
  for (int i = 10'000; i < 20'000; ++i) hosts.push_back({Host(i), Bytes(std::to_string(i))});
  const pipeline::PortId port = Host(0).port;
  const auto before = table.Apply(hosts).at(port);
  const std::vector<VirtualHost> change = {{Host(15'000), Bytes("changed")}};
  const auto after = table.Apply(change).at(port);
  ASSERT_EQ(before->fields()->size(), after->fields()->size());
  int changed = 0;
  for (size_t i = 0; i < after->fields()->size(); ++i) {
    EXPECT_LE((*after->fields())[i]->size(), 256u);
    if ((*before->fields())[i] != (*after->fields())[i]) ++changed;
  }
  EXPECT_EQ(changed, 1);
}

TEST(HostTableTest, WhatWasNeverThereIsGoneWithoutATrace) {
  const HostLists lists = HostTable().Apply(std::vector<VirtualHost>{{Host(2), {}}});
  ASSERT_EQ(lists.size(), 1u);
  EXPECT_EQ(lists.begin()->second, nullptr);
}

}  // namespace
}  // namespace meshgate::xds
