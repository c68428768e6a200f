// Which plugins are refused, with the exact words.
// The argument is one of the test plugins (plugins/testing); the others lie beside it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ir/filter.h"
#include "core/ir/route.h"
#include "core/loader/load.h"
#include "core/loader/plugin_files.h"
#include "core/loader/registry.h"
#include "core/loader/registry_builder.h"
#include "core/loader/shared_object.h"
#include "core/plugin/abi.h"
#include "core/plugin/version.h"
#include "core/resource/kind.h"

namespace meshgate::loader {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

fs::path plugins_folder;

// A folder of its own for each test, with copies of plugins: what Load reads is the file behind a
// link, and Bazel's outputs are links.
class LoaderTest : public testing::Test {
 protected:
  LoaderTest() {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::canonical(testing::TempDir()) / test.name();
    fs::remove_all(folder_);
    fs::create_directory(folder_);
    fs::permissions(folder_, fs::perms::owner_all);
  }

  // The path of a copy of the plugin.
  std::string Add(const std::string& name) {
    const fs::path file = folder_ / (name + ".so");
    fs::copy_file(plugins_folder / (name + ".so"), file);
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    return file.string();
  }

  std::string Write(const std::string& name, std::string_view content) {
    const fs::path file = folder_ / name;
    std::ofstream(file) << content;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    return file.string();
  }

  // Why the folder does not load.
  std::string LoadError(const std::vector<std::string>& required = {}) {
    const absl::StatusOr<Registry> registry = Load({folder_.string()}, required);
    EXPECT_FALSE(registry.ok());
    return std::string(registry.status().message());
  }

  fs::path folder_;
};

TEST_F(LoaderTest, LoadsAFolder) {
  const std::string apple = Add("apple");
  Write("notes.txt", "not a plugin, and not named like one");
  const absl::StatusOr<Registry> registry = Load({folder_.string()}, {"apple"});
  ASSERT_TRUE(registry.ok()) << registry.status();
  const Plugin expected = {"apple", "0.1.0", apple, {"FruitRoute.test.example.com"}};
  EXPECT_THAT(registry->plugins(), ElementsAre(expected));
  const resource::Kind kind = resource::Kind::Of("test.example.com", "FruitRoute");
  ASSERT_NE(registry->FindRouteKind(kind), nullptr);
  EXPECT_EQ(registry->FindRouteKind(kind)->plugin, "apple");
  EXPECT_EQ(registry->FindRouteKind(resource::Kind::Of("", "Service")), nullptr);
  EXPECT_EQ(registry->membership(), nullptr);
}

TEST_F(LoaderTest, NoPluginsIsARegistryToo) {
  const absl::StatusOr<Registry> registry = Load({folder_.string()});
  ASSERT_TRUE(registry.ok()) << registry.status();
  EXPECT_THAT(registry->plugins(), IsEmpty());
}

TEST_F(LoaderTest, AFileNamedTwiceIsOnePlugin) {
  const std::string apple = Add("apple");
  fs::create_symlink(apple, folder_ / "link.so");
  const absl::StatusOr<Registry> registry = Load({apple, folder_.string(), apple});
  ASSERT_TRUE(registry.ok()) << registry.status();
  EXPECT_THAT(registry->plugins(), SizeIs(1));
}

TEST_F(LoaderTest, RefusesAnotherFingerprintBeforeItsCodeRuns) {
  Add("apple");
  const std::string stale = Add("stale");
  const std::string fingerprint = "0123456789" + std::string(MESHGATE_ABI_FINGERPRINT).substr(10);
  EXPECT_EQ(LoadError(), "plugin stale (" + stale +
                             ") was built for meshgate 0.0.9 with fingerprint " + fingerprint +
                             ", but this is meshgate " MESHGATE_VERSION
                             " with " MESHGATE_ABI_FINGERPRINT
                             " (other SDK headers); rebuild the plugin with the SDK of this "
                             "release, as PLUGINS.md tells");
  EXPECT_EQ(std::getenv("MESHGATE_STALE_PLUGIN_RAN"), nullptr);
}

TEST_F(LoaderTest, TheProofThatCodeDidNotRunCanFail) {
  ASSERT_TRUE(Open(Add("stale")).ok());
  EXPECT_NE(std::getenv("MESHGATE_STALE_PLUGIN_RAN"), nullptr);
  unsetenv("MESHGATE_STALE_PLUGIN_RAN");
}

constexpr char kNotAPluginWayOut[] =
    "; remove it from the plugin folder, or build it as PLUGINS.md tells";

TEST_F(LoaderTest, RefusesASharedObjectThatIsNoPlugin) {
  const std::string file = Add("no_marker");
  EXPECT_EQ(LoadError(),
            file + " is not a meshgate plugin: it has no marker symbol" + kNotAPluginWayOut);
  EXPECT_EQ(std::getenv("MESHGATE_NO_MARKER_PLUGIN_RAN"), nullptr);
}

TEST_F(LoaderTest, RefusesAMarkerWithoutEntry) {
  const std::string file = Add("no_entry");
  EXPECT_EQ(LoadError(), file + " is not a meshgate plugin: it does not export meshgate_plugin_v1" +
                             kNotAPluginWayOut);
}

TEST_F(LoaderTest, RefusesJunk) {
  const std::string why =
      " is not a meshgate plugin: it is not a complete shared object of this machine";
  std::ifstream whole(plugins_folder / "apple.so");
  std::string half{std::istreambuf_iterator<char>(whole), {}};
  half.resize(half.size() / 2);
  for (const std::string& content : {std::string(), std::string("#!/bin/sh\n"),
                                     std::string("\x7f"
                                                 "ELF"),
                                     half}) {
    const std::string file = Write("junk.so", content);
    EXPECT_EQ(LoadError(), file + why + kNotAPluginWayOut) << content.size() << " bytes";
  }
}

TEST_F(LoaderTest, RefusesFilesAndFoldersThatOthersMayWrite) {
  const std::string why =
      " may be written by others than its owner, who could run code in this process; run: chmod "
      "go-w ";
  const std::string file = Add("apple");
  chmod(file.c_str(), 0646);
  EXPECT_EQ(LoadError(), "plugin file " + file + why + file);
  chmod(file.c_str(), 0600);
  chmod(folder_.c_str(), 0707);
  EXPECT_EQ(LoadError(), "plugin folder " + folder_.string() + why + folder_.string());
  const absl::StatusOr<Registry> named = Load({file});
  EXPECT_EQ(named.status().message(), "plugin folder " + folder_.string() + why + folder_.string());
}

TEST(WritableByOthersTest, AGroupCountsUnlessItIsTheOwnersOwn) {
  EXPECT_FALSE(WritableByOthers(0644, 1000, 1000));
  EXPECT_FALSE(WritableByOthers(0664, 1000, 1000));
  EXPECT_TRUE(WritableByOthers(0664, 1000, 100));
  EXPECT_TRUE(WritableByOthers(0664, 0, 0));
  EXPECT_TRUE(WritableByOthers(0646, 1000, 1000));
}

TEST_F(LoaderTest, RefusesAPathThatDoesNotExist) {
  const std::string path = (folder_ / "absent.so").string();
  EXPECT_EQ(Load({path}).status().message(),
            "cannot read plugin " + path + ": No such file or directory; correct the path");
}

TEST_F(LoaderTest, RefusesTwoFilesOfOneName) {
  const std::string apple = Add("apple");
  const std::string copy = (folder_ / "b.so").string();
  fs::copy_file(apple, copy);
  EXPECT_EQ(LoadError(),
            "two files are the plugin apple: " + apple + " and " + copy + "; remove one");
}

TEST_F(LoaderTest, RefusesASecondPluginOfOneKindInAnyOrder) {
  const std::string apple = Add("apple");
  const std::string pear = Add("pear");
  const std::string why =
      "plugin pear (" + pear +
      ") registers the route kind FruitRoute.test.example.com that plugin apple (" + apple +
      ") has registered; load one of the two";
  EXPECT_EQ(Load({apple, pear}).status().message(), why);
  EXPECT_EQ(Load({pear, apple}).status().message(), why);
}

TEST_F(LoaderTest, RefusesASecondPluginOfOneFilterKind) {
  const std::string plum = Add("plum");
  const std::string quince = Add("quince");
  EXPECT_EQ(LoadError(),
            "plugin quince (" + quince +
                ") registers the filter kind FruitFilter.test.example.com that plugin plum (" +
                plum + ") has registered; load one of the two");
}

TEST_F(LoaderTest, RefusesAFilterKindThatIsARouteKind) {
  const std::string apple = Add("apple");
  const std::string quince = Add("quince");
  EXPECT_EQ(LoadError(),
            "plugin quince (" + quince +
                ") registers the filter kind FruitRoute.test.example.com that plugin apple (" +
                apple + ") has registered; load one of the two");
}

TEST_F(LoaderTest, RefusesASecondMembership) {
  const std::string herd = Add("herd");
  const std::string misbehaving = Add("misbehaving");
  EXPECT_EQ(LoadError(), "plugin misbehaving (" + misbehaving +
                             ") registers the membership that plugin herd (" + herd +
                             ") has registered; load one of the two");
}

TEST_F(LoaderTest, RefusesAThrowingRegistration) {
  const std::string file = Add("throwing_registration");
  EXPECT_EQ(LoadError(), "plugin throwing_registration (" + file +
                             ") failed to register: no licence; report it to its author, or "
                             "remove the file");
}

TEST_F(LoaderTest, RefusesToStartWithoutARequiredPlugin) {
  Add("apple");
  EXPECT_EQ(LoadError({"apple", "aple"}),
            "the required plugin aple is not among the plugins found (did you mean apple?); add "
            "its file or folder with --plugin-dir, or do not require it");
}

TEST_F(LoaderTest, InspectsWithoutRunningCode) {
  const std::string file = Add("throwing_registration");
  const absl::StatusOr<Plugin> plugin = Inspect(file);
  ASSERT_TRUE(plugin.ok()) << plugin.status();
  EXPECT_EQ(*plugin, (Plugin{"throwing_registration", "0.1.0", file, {}}));
}

TEST(ParseMarkerTest, ReadsTheFactsOfAName) {
  EXPECT_EQ(ParseMarker("meshgate_abi_0123456789abcdef__0_10_0__tls_echo__1_20_3"),
            (Marker{"0123456789abcdef", "0.10.0", "tls_echo", "1.20.3"}));
  for (const char* symbol :
       {"", "meshgate_plugin_v1", "meshgate_abi_", "meshgate_abi_0123456789abcdef",
        "meshgate_abi_0123456789abcde__0__a__1", "meshgate_abi_0123456789ABCDEF__0__a__1",
        "meshgate_abi_0123456789abcdef__0__a", "meshgate_abi_0123456789abcdef__0____1",
        "meshgate_abi_0123456789abcdef____a__1", "meshgate_abi_0123456789abcdef__0__a__"}) {
    EXPECT_EQ(ParseMarker(symbol), std::nullopt) << symbol;
  }
}

// Of the versions and protocols that a case is about; it routes connections.
class PipeRoute final : public plugin::RouteKind {
 public:
  PipeRoute(std::vector<std::string> versions, std::vector<std::string> protocols)
      : versions_(std::move(versions)), protocols_(std::move(protocols)) {}

  plugin::RouteKindSpec spec() const override {
    return {.group = "example.com",
            .kind = "PipeRoute",
            .versions = versions_,
            .traffic = ir::Traffic::kTcp,
            .protocols = protocols_,
            .features = {}};
  }
  ir::Route Describe(const plugin::Object&, plugin::RouteIssues&) const override { return {}; }

 private:
  const std::vector<std::string> versions_;
  const std::vector<std::string> protocols_;
};

TEST(RegistryBuilderTest, TheTrafficOfAKindIsThatOfItsProtocols) {
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const PipeRoute kind({"v1"}, {"TCP", "HTTP"});
    registrar.AddRouteKind(kind);
  }};
  RegistryBuilder builder;
  const absl::Status status = builder.Add({"pipe", "1.0.0", "pipe.so", {}}, entry);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("for the protocol HTTP, whose listeners have other traffic"));
}

TEST(RegistryBuilderTest, AKindNamesTheVersionsThatItUnderstands) {
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const PipeRoute kind({}, {"TCP"});
    registrar.AddRouteKind(kind);
  }};
  RegistryBuilder builder;
  const absl::Status status = builder.Add({"pipe", "1.0.0", "pipe.so", {}}, entry);
  EXPECT_THAT(std::string(status.message()), HasSubstr("PipeRoute without a version; name those"));
}

class FilterKindOfNoMessage final : public plugin::FilterKind {
 public:
  plugin::FilterKindSpec spec() const override {
    return {.group = "example.com", .kind = "Sieve", .envoy_filter = ir::EnvoyMessage{}};
  }
  ir::Filter Build(const plugin::Object&, plugin::Node, plugin::ResolvedReferences,
                   plugin::Issues&) const override {
    return {};
  }
};

class ParametersOfSecrets final : public plugin::ClassParameters {
 public:
  plugin::ClassParametersSpec spec() const override {
    return {.group = "example.com", .kind = "Vault", .reads = {{"", "Secret"}}};
  }
  ir::InfrastructureParameters Build(const plugin::Object&, plugin::Node,
                                     plugin::ResolvedReferences, plugin::Issues&) const override {
    return {};
  }
};

TEST(RegistryBuilderTest, ParametersReadNoSecrets) {
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const ParametersOfSecrets kind;
    registrar.AddClassParameters(kind);
  }};
  RegistryBuilder builder;
  EXPECT_THAT(std::string(builder.Add({"vault", "1.0.0", "vault.so", {}}, entry).message()),
              HasSubstr("kind of parameters Vault that reads Secrets; it cannot"));
}

TEST(RegistryBuilderTest, AnEnvoyFilterHasAType) {
  const plugin::Entry entry{[](plugin::Registrar& registrar) {
    static const FilterKindOfNoMessage kind;
    registrar.AddFilterKind(kind);
  }};
  RegistryBuilder builder;
  const absl::Status status = builder.Add({"sieve", "1.0.0", "sieve.so", {}}, entry);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("filter kind Sieve with an Envoy filter whose type must be"));
}

}  // namespace
}  // namespace meshgate::loader

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) return 2;
  meshgate::loader::plugins_folder = std::filesystem::path(argv[1]).parent_path();
  return RUN_ALL_TESTS();
}
