#include "controllers/kubernetes/access.h"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "core/base/socket_name.h"
#include "core/base/status_macros.h"
#include "core/resource/yaml.h"

namespace meshgate::kubernetes {
namespace {

using resource::Value;

constexpr std::streamsize kMaxFileBytes = 16 << 20;

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError("cannot read " + path + "; correct the path");
  std::string text(kMaxFileBytes, '\0');
  file.read(text.data(), kMaxFileBytes);
  text.resize(static_cast<size_t>(file.gcount()));
  return text;
}

// One kubeconfig file; every error names it.
class Kubeconfig {
 public:
  static absl::StatusOr<Kubeconfig> Read(const std::string& path) {
    MG_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
    resource::Decoded decoded = resource::DecodeYaml(text);
    if (decoded.error) {
      return absl::InvalidArgumentError(path + ":" + std::to_string(decoded.error->position.line) +
                                        ":" + std::to_string(decoded.error->position.column) +
                                        ": " + decoded.error->message);
    }
    if (decoded.documents.size() != 1) {
      return absl::InvalidArgumentError(path + " must hold one document of kind Config");
    }
    return Kubeconfig(path, std::move(decoded.documents.front().value));
  }

  absl::StatusOr<Access> Resolve(std::string context_name) const {
    if (context_name.empty()) context_name = std::string(root_.FindText("current-context"));
    if (context_name.empty()) {
      return Wrong("current-context", "is not set; set it, or name a context with --context");
    }
    MG_ASSIGN_OR_RETURN(const Value* context, Entry("contexts", "context", context_name));
    const std::string cluster_name(context->FindText("cluster"));
    MG_ASSIGN_OR_RETURN(const Value* cluster, Entry("clusters", "cluster", cluster_name));
    Access access;
    MG_RETURN_IF_ERROR(AddCluster(*cluster, "clusters[" + cluster_name + "].cluster.", access));
    if (const std::string user_name(context->FindText("user")); !user_name.empty()) {
      MG_ASSIGN_OR_RETURN(const Value* user, Entry("users", "user", user_name));
      MG_RETURN_IF_ERROR(AddUser(*user, "users[" + user_name + "].user.", access));
    }
    if (const auto ns = context->FindText("namespace"); !ns.empty()) access.default_namespace = ns;
    return access;
  }

 private:
  Kubeconfig(std::string path, Value root) : path_(std::move(path)), root_(std::move(root)) {}

  absl::Status Wrong(const std::string& field, const std::string& what) const {
    return absl::InvalidArgumentError(path_ + ": " + field + " " + what);
  }

  // An entry of a list of {name: ..., KEY: {...}}.
  absl::StatusOr<const Value*> Entry(const std::string& list, const std::string& key,
                                     const std::string& name) const {
    const Value* entries = root_.Find(list);
    if (entries != nullptr) {
      for (const Value& entry : entries->items) {
        if (entry.FindText("name") != name) continue;
        const Value* value = entry.Find(key);
        if (value == nullptr) break;
        return value;
      }
    }
    return Wrong(list, "has no \"" + name + "\" with a " + key + "; add it, or name another one");
  }

  // The text of KEY-data (base64) or of the file that KEY names.
  absl::StatusOr<std::string> DataOrFile(const Value& map, const std::string& prefix,
                                         const std::string& key) const {
    const std::string data_key = key + "-data";
    if (const auto data = map.FindText(data_key); !data.empty()) {
      std::string text;
      if (!absl::Base64Unescape(absl::string_view(data.data(), data.size()), &text)) {
        return Wrong(prefix + data_key, "is no base64; write the text in base64, or name a file");
      }
      return text;
    }
    const std::string file(map.FindText(key));
    if (file.empty()) return std::string();
    absl::StatusOr<std::string> text = ReadFile(PathOf(file));
    if (!text.ok()) return Wrong(prefix + key, std::string(text.status().message()));
    return text;
  }

  std::string PathOf(const std::string& file) const {
    return (std::filesystem::path(path_).parent_path() / file).string();
  }

  absl::Status AddCluster(const Value& cluster, const std::string& prefix, Access& access) const {
    access.server = cluster.FindText("server");
    while (access.server.ends_with('/')) access.server.pop_back();
    if (!absl::StartsWith(access.server, "https://") &&
        !absl::StartsWith(access.server, "http://")) {
      return Wrong(prefix + "server", "must be a URL such as https://10.0.0.1:6443");
    }
    access.server_name = cluster.FindText("tls-server-name");
    const Value* insecure = cluster.Find("insecure-skip-tls-verify");
    access.insecure = insecure != nullptr && insecure->text == "true";
    MG_ASSIGN_OR_RETURN(access.authority, DataOrFile(cluster, prefix, "certificate-authority"));
    if (access.insecure && !access.authority.empty()) {
      return Wrong(prefix + "insecure-skip-tls-verify",
                   "cannot be combined with certificate-authority; remove one of the two");
    }
    if (!cluster.FindText("proxy-url").empty()) {
      return Wrong(prefix + "proxy-url", "is not supported; remove it");
    }
    return absl::OkStatus();
  }

  absl::Status AddUser(const Value& user, const std::string& prefix, Access& access) const {
    MG_ASSIGN_OR_RETURN(access.certificate, DataOrFile(user, prefix, "client-certificate"));
    MG_ASSIGN_OR_RETURN(access.key, DataOrFile(user, prefix, "client-key"));
    if (access.certificate.empty() != access.key.empty()) {
      return Wrong(prefix + "client-certificate", "and client-key go together; give both");
    }
    access.token = user.FindText("token");
    if (const std::string file(user.FindText("tokenFile")); !file.empty()) {
      access.token_file = PathOf(file);
    }
    for (const char* const field : {"username", "auth-provider"}) {
      if (user.Find(field) != nullptr) {
        return Wrong(prefix + field, "is not supported; use a token, a certificate or exec");
      }
    }
    const Value* exec = user.Find("exec");
    return exec == nullptr ? absl::OkStatus() : AddExec(*exec, prefix + "exec.", access);
  }

  absl::Status AddExec(const Value& exec, const std::string& prefix, Access& access) const {
    ExecPlugin plugin;
    plugin.api_version = exec.FindText("apiVersion");
    if (plugin.api_version != "client.authentication.k8s.io/v1" &&
        plugin.api_version != "client.authentication.k8s.io/v1beta1") {
      return Wrong(prefix + "apiVersion", "must be client.authentication.k8s.io/v1 or v1beta1");
    }
    plugin.command = exec.FindText("command");
    if (plugin.command.empty()) return Wrong(prefix + "command", "is missing; name a program");
    // As kubectl does: a path is taken from the file's folder, a plain name from PATH.
    if (plugin.command.find('/') != std::string::npos) plugin.command = PathOf(plugin.command);
    if (const Value* arguments = exec.Find("args")) {
      for (const Value& argument : arguments->items) plugin.arguments.push_back(argument.text);
    }
    if (const Value* environment = exec.Find("env")) {
      for (const Value& variable : environment->items) {
        plugin.environment.emplace_back(variable.FindText("name"), variable.FindText("value"));
      }
    }
    access.exec = std::move(plugin);
    return absl::OkStatus();
  }

  std::string path_;
  Value root_;
};

}  // namespace

absl::StatusOr<Access> ReadKubeconfig(const std::string& path, const std::string& context) {
  MG_ASSIGN_OR_RETURN(const Kubeconfig kubeconfig, Kubeconfig::Read(path));
  return kubeconfig.Resolve(context);
}

absl::StatusOr<Access> ReadServiceAccount(
    const std::string& folder, const std::function<std::string(const char*)>& environment) {
  const std::string host = environment("KUBERNETES_SERVICE_HOST");
  const std::string port = environment("KUBERNETES_SERVICE_PORT");
  Access access;
  access.token_file = folder + "/token";
  if (host.empty() || port.empty() || !std::filesystem::exists(access.token_file)) {
    return absl::NotFoundError("this is no pod with a service account: " + access.token_file +
                               ", KUBERNETES_SERVICE_HOST or KUBERNETES_SERVICE_PORT is missing");
  }
  access.server = "https://" + base::SocketName(host, port);
  MG_ASSIGN_OR_RETURN(access.authority, ReadFile(folder + "/ca.crt"));
  if (const absl::StatusOr<std::string> ns = ReadFile(folder + "/namespace"); ns.ok()) {
    access.default_namespace = *ns;
  }
  return access;
}

}  // namespace meshgate::kubernetes
