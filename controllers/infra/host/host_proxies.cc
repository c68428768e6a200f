#include "controllers/infra/host/host_proxies.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "controllers/infra/bootstrap/bootstrap.h"
#include "core/base/hash.h"
#include "core/base/status_macros.h"

namespace meshgate::infra {
namespace {

std::string AbsolutePath(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

absl::Status CheckExecutable(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return absl::NotFoundError("no Envoy at " + path + "; name the path of an Envoy binary");
  }
  if (access(path.c_str(), X_OK) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("cannot execute Envoy at " + path + ": " +
                                       std::strerror(errno));
}

absl::Status MakeLogFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return absl::FailedPreconditionError("log folder " + path + ": cannot be made (" +
                                         error.message() + "); choose another folder");
  }
  if (access(path.c_str(), W_OK | X_OK) == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("log folder " + path + ": cannot be written (" +
                                       std::strerror(errno) +
                                       "); make it writable, or choose another folder");
}

int DefaultConcurrency() { return std::thread::hardware_concurrency() == 1 ? 1 : 2; }

// Readable, and with the hash unique: "shop_web-<hash>.log".
std::string LogFileName(const std::string& gateway) {
  constexpr size_t kReadable = 128;
  constexpr char kAllowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
  std::string readable = gateway.substr(0, kReadable);
  for (char& c : readable) {
    if (std::strchr(kAllowed, c) == nullptr || c == '\0') c = '_';
  }
  return readable + "-" + GatewayFileName(gateway).substr(0, 8) + ".log";
}

}  // namespace

absl::StatusOr<std::unique_ptr<HostProxies>> HostProxies::Create(HostOptions options) {
  options.envoy_path = AbsolutePath(options.envoy_path);
  options.log_dir = AbsolutePath(options.log_dir);
  if (options.concurrency == 0) options.concurrency = DefaultConcurrency();
  MG_RETURN_IF_ERROR(CheckExecutable(options.envoy_path));
  MG_ASSIGN_OR_RETURN(RuntimeFolder folder, RuntimeFolder::Open(options.runtime_dir));
  MG_RETURN_IF_ERROR(MakeLogFolder(options.log_dir));
  return std::unique_ptr<HostProxies>(new HostProxies(std::move(options), std::move(folder)));
}

HostProxies::HostProxies(HostOptions options, RuntimeFolder folder)
    : options_(std::move(options)), folder_(std::move(folder)) {
  for (ProxyRecord& record : folder_.Records()) {
    std::string gateway = record.gateway;
    left_behind_.emplace(std::move(gateway), std::move(record));
  }
}

HostProxies::~HostProxies() { Stop(); }

std::string HostProxies::SocketPath(std::string_view gateway) const {
  return folder_.Files(gateway).xds_socket;
}

ProxyPlan HostProxies::Plan(const std::string& gateway) const {
  const ProxyFiles files = folder_.Files(gateway);
  ProxyPlan plan{
      .gateway = gateway,
      .files = files,
      .bootstrap = BuildBootstrap(
          {.gateway = gateway, .xds_socket = files.xds_socket, .admin_socket = files.admin_socket}),
      .command = {.arguments = {options_.envoy_path, "--config-path", files.bootstrap,
                                "--concurrency", std::to_string(options_.concurrency),
                                // Hot restart needs shared memory that two managers or
                                // users would fight about.
                                "--disable-hot-restart", "--drain-time-s",
                                std::to_string(options_.drain_time.count()), "--drain-strategy",
                                "immediate", "--log-level", "warning"},
                  .log_path = options_.log_dir + "/" + LogFileName(gateway)},
      .configuration = "",
      .drain_time = options_.drain_time};
  std::string configuration = plan.bootstrap;
  for (const std::string& argument : plan.command.arguments) configuration += '\0' + argument;
  plan.configuration = base::HashBytes(configuration).ToHex();
  return plan;
}

void HostProxies::Supervise(const std::string& gateway, bool wanted) {
  std::optional<ProxyRecord> record;
  if (auto left = left_behind_.extract(gateway)) record = std::move(left.mapped());
  supervisors_.emplace(
      gateway, std::make_unique<Supervisor>(Plan(gateway), folder_, std::move(record), wanted));
}

void HostProxies::Apply(const std::set<std::string>& gateways) {
  base::MutexLock lock(mutex_);
  if (!stopped_) ApplyLocked(gateways);
}

void HostProxies::ApplyLocked(const std::set<std::string>& gateways) {
  for (const auto& [gateway, supervisor] : supervisors_) {
    supervisor->SetWanted(gateways.contains(gateway));
  }
  std::erase_if(supervisors_, [](const auto& entry) { return entry.second->Idle(); });
  for (const std::string& gateway : gateways) {
    if (!supervisors_.contains(gateway)) Supervise(gateway, /*wanted=*/true);
  }
  while (!left_behind_.empty()) {
    const std::string gateway = left_behind_.begin()->first;
    Supervise(gateway, /*wanted=*/false);
  }
}

std::vector<HostedProxy> HostProxies::List() const {
  base::MutexLock lock(mutex_);
  std::vector<HostedProxy> proxies;
  for (const auto& [gateway, supervisor] : supervisors_) {
    if (!supervisor->Idle()) proxies.push_back({.gateway = gateway, .pid = supervisor->pid()});
  }
  return proxies;
}

void HostProxies::Stop() {
  base::MutexLock lock(mutex_);
  stopped_ = true;
  // All drain at the same time; each destructor then waits for its own.
  ApplyLocked({});
  supervisors_.clear();
}

}  // namespace meshgate::infra
