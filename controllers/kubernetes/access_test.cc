#include "controllers/kubernetes/access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "absl/strings/escaping.h"

namespace meshgate::kubernetes {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class AccessTest : public ::testing::Test {
 protected:
  AccessTest() {
    std::string folder = testing::TempDir() + "/accessXXXXXX";
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  ~AccessTest() override { std::filesystem::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }
  absl::StatusOr<Access> Read(const std::string& cluster, const std::string& user,
                              const std::string& context = "") {
    return ReadKubeconfig(
        Write("config", "apiVersion: v1\nkind: Config\ncurrent-context: here\ncontexts:\n"
                        "- {name: here, context: {cluster: c, user: u, namespace: ns}}\n"
                        "- {name: nobody, context: {cluster: c, user: x}}\n"
                        "clusters: [{name: c, cluster: " +
                            cluster + "}]\nusers: [{name: u, user: " + user + "}]\n"),
        context);
  }
  std::string Error(const std::string& cluster, const std::string& user,
                    const std::string& context = "") {
    return std::string(Read(cluster, user, context).status().message());
  }

  std::string folder_;
};

constexpr char kCluster[] = "{server: 'https://10.0.0.1:6443/'}";

TEST_F(AccessTest, ReadsTextsFromTheFileAndFromFilesBesideIt) {
  Write("ca.pem", "authority");
  const auto access = Read(
      "{server: 'https://10.0.0.1:6443/', certificate-authority: ca.pem, tls-server-name: k.test}",
      "{client-certificate-data: " + absl::Base64Escape("certificate") +
          ", client-key-data: " + absl::Base64Escape("key") + ", tokenFile: token}");
  ASSERT_TRUE(access.ok()) << access.status();
  Access expected;
  expected.server = "https://10.0.0.1:6443";
  expected.server_name = "k.test";
  expected.authority = "authority";
  expected.certificate = "certificate";
  expected.key = "key";
  expected.token_file = folder_ + "/token";
  expected.default_namespace = "ns";
  EXPECT_EQ(*access, expected);
}

TEST_F(AccessTest, ReadsAnExecPlugin) {
  const auto access = Read(kCluster,
                           "{exec: {apiVersion: client.authentication.k8s.io/v1, command: get, "
                           "args: [a, b], env: [{name: WHO, value: me}]}}");
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ(access->exec, (ExecPlugin{"client.authentication.k8s.io/v1", "get", {"a", "b"},
                                      {{"WHO", "me"}}}));
}

TEST_F(AccessTest, ErrorsNameTheFileAndTheField) {
  const struct {
    std::string cluster, user, context, message;
  } cases[] = {
      {kCluster, "{}", "other", "contexts has no \"other\" with a context; add it"},
      {kCluster, "{}", "nobody", "users has no \"x\" with a user"},
      {"{server: ftp://a}", "{}", "", "clusters[c].cluster.server must be a URL"},
      {"{server: 'https://a', certificate-authority: none}", "{}", "",
       "clusters[c].cluster.certificate-authority cannot read " + folder_ + "/none"},
      {"{server: 'https://a', certificate-authority-data: '%'}", "{}", "",
       "certificate-authority-data is no base64"},
      {"{server: 'https://a', insecure-skip-tls-verify: true, certificate-authority-data: YQ==}",
       "{}", "", "insecure-skip-tls-verify cannot be combined"},
      {kCluster, "{client-certificate-data: YQ==}", "", "go together; give both"},
      {kCluster, "{auth-provider: {}}", "", "users[u].user.auth-provider is not supported"},
      {kCluster, "{exec: {apiVersion: v1, command: a}}", "", "users[u].user.exec.apiVersion must"},
  };
  for (const auto& given : cases) {
    EXPECT_THAT(Error(given.cluster, given.user, given.context),
                AllOf(HasSubstr(folder_ + "/config: "), HasSubstr(given.message)));
  }
}

TEST_F(AccessTest, FilesThatAreNoKubeconfig) {
  EXPECT_EQ(ReadKubeconfig(folder_ + "/none", "").status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(ReadKubeconfig(Write("a", "{"), "").status().message()),
              HasSubstr(folder_ + "/a:1:"));
  EXPECT_THAT(std::string(ReadKubeconfig(Write("a", "kind: Config"), "").status().message()),
              HasSubstr("current-context is not set"));
}

TEST_F(AccessTest, APodHasAServiceAccount) {
  std::map<std::string, std::string> environment = {{"KUBERNETES_SERVICE_HOST", "fd00::1"},
                                                    {"KUBERNETES_SERVICE_PORT", "443"}};
  const auto get = [&](const char* name) { return environment[name]; };
  EXPECT_EQ(ReadServiceAccount(folder_, get).status().code(), absl::StatusCode::kNotFound);
  Write("token", "secret");
  Write("ca.crt", "authority");
  Write("namespace", "meshgate-system");
  const auto access = ReadServiceAccount(folder_, get);
  ASSERT_TRUE(access.ok()) << access.status();
  EXPECT_EQ(access->server, "https://[fd00::1]:443");
  EXPECT_EQ(access->authority, "authority");
  EXPECT_EQ(access->token_file, folder_ + "/token");
  EXPECT_EQ(access->default_namespace, "meshgate-system");
  environment.clear();
  EXPECT_EQ(ReadServiceAccount(folder_, get).status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace meshgate::kubernetes
