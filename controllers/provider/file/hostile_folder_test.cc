// Ten thousand malformed files among a thousand good ones.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "controllers/provider/file/allocation_count.h"
#include "controllers/provider/file/file_provider.h"
#include "controllers/provider/file/malformed.h"
#include "controllers/provider/file/temp_folder.h"

namespace meshgate::provider {
namespace {

constexpr size_t kGood = 1000;
constexpr size_t kMalformed = 10'000;
constexpr size_t kMostGrowthMiB = 64;

std::string ServiceYaml(const std::string& name) {
  return "apiVersion: v1\nkind: Service\nmetadata: {name: " + name +
         ", namespace: demo}\nspec: {ports: [{port: 80}]}\n";
}

// The provider's first batch.
Batch LoadThroughProvider(const TempFolder& folder, const resource::SchemaCatalog& catalog) {
  std::mutex mutex;
  std::condition_variable came;
  std::optional<Batch> first;
  const auto provider = FileProvider::Create({folder.path()}, catalog);
  EXPECT_TRUE(provider.ok()) << provider.status();
  (*provider)->Start([&](Batch batch) {
    std::lock_guard lock(mutex);
    if (!first) first = std::move(batch);
    came.notify_all();
  });
  std::unique_lock lock(mutex);
  came.wait(lock, [&] { return first.has_value(); });
  return *std::move(first);
}

std::set<std::string> ServicesOf(const Batch& batch) {
  std::set<std::string> names;
  for (const resource::ObjectPtr& object : batch.put) {
    if (object->id().kind.kind() == "Service") names.insert(object->id().name);
  }
  return names;
}

TEST(HostileFolderTest, EveryGoodFileIsTakenAndEveryMalformedOneIsReported) {
  const TempFolder folder;
  const resource::SchemaCatalog catalog;
  std::set<std::string> good, malformed;
  for (size_t i = 0; i < kGood; ++i) {
    const std::string name = "good-" + std::to_string(i);
    good.insert(name);
    folder.Write(name + ".yaml", ServiceYaml(name));
  }
  for (size_t i = 0; i < kMalformed; ++i) {
    const MalformedFile file = MakeMalformed(i);
    const std::string name = "bad-" + std::to_string(i) + file.extension;
    malformed.insert(folder.path(name));
    folder.Write(name, file.text);
  }
  ForgetPeak();
  const size_t before = AllocatedBytes();
  const Batch batch = LoadThroughProvider(folder, catalog);
  const size_t growth_mib = (PeakAllocatedBytes() - before) >> 20;
  std::cout << "allocated memory grew by up to " << growth_mib << " MiB\n";
  EXPECT_LE(growth_mib, kMostGrowthMiB);

  EXPECT_EQ(ServicesOf(batch), good);
  std::set<std::string> reported;
  for (const Finding& finding : batch.findings) {
    EXPECT_EQ(finding.severity, Severity::kError) << ToString(finding);
    EXPECT_GT(finding.position.line, 0) << ToString(finding);
    EXPECT_GT(finding.position.column, 0) << ToString(finding);
    EXPECT_FALSE(finding.message.empty()) << finding.file;
    EXPECT_EQ(ToString(finding).find_first_of("\n\x1b"), std::string::npos) << ToString(finding);
    reported.insert(finding.file);
  }
  EXPECT_EQ(reported, malformed);
}

TEST(HostileFolderTest, RefusedObjectsOfOneFileLeaveItsGoodOnesAlone) {
  const TempFolder folder;
  const resource::SchemaCatalog catalog;
  std::set<std::string> good;
  std::string text;
  for (int i = 0; i < 2000; ++i) {
    const std::string name = "n" + std::to_string(i);
    if (i % 2 == 0) good.insert(name);
    text += "---\n" + ServiceYaml(i % 2 == 0 ? name : name + ", labels: [a]");
  }
  folder.Write("a.yaml", text);
  const Batch batch = LoadThroughProvider(folder, catalog);
  EXPECT_EQ(ServicesOf(batch), good);
  ASSERT_EQ(batch.findings.size(), 1000u);
  for (size_t i = 0; i < batch.findings.size(); ++i) {
    EXPECT_EQ(batch.findings[i].object, "Service demo/n" + std::to_string(2 * i + 1));
    EXPECT_EQ(batch.findings[i].position.line, 5 * (2 * static_cast<int>(i) + 1) + 4);
    EXPECT_TRUE(batch.findings[i].message.starts_with("metadata.labels: "));
  }
}

}  // namespace
}  // namespace meshgate::provider
