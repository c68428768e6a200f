#include "controllers/infra/host/admin_client.h"

#include <curl/curl.h>

#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "core/base/status_macros.h"

namespace meshgate::infra {
namespace {

constexpr long kTimeoutMs = 1000;

size_t Append(char* bytes, size_t, size_t size, void* answer) {
  static_cast<std::string*>(answer)->append(bytes, size);
  return size;
}

absl::StatusOr<std::string> Ask(const std::string& socket_path, bool post, const char* path) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (curl == nullptr) return absl::ResourceExhaustedError("cannot make an HTTP client");
  const std::string url = std::string("http://localhost") + path;
  std::string answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_UNIX_SOCKET_PATH, socket_path.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, kTimeoutMs);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &Append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
  if (post) curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, "");
  const CURLcode code = curl_easy_perform(curl.get());
  if (code != CURLE_OK) {
    return absl::UnavailableError("Envoy's admin interface at " + socket_path + ": " +
                                  curl_easy_strerror(code));
  }
  return answer;
}

}  // namespace

absl::Status AdminClient::StartDraining() const {
  return Ask(socket_path_, /*post=*/true, "/drain_listeners?graceful&skip_exit").status();
}

absl::StatusOr<int64_t> AdminClient::OpenConnections() const {
  MG_ASSIGN_OR_RETURN(const std::string stats,
                      Ask(socket_path_, /*post=*/false, "/stats?filter=downstream_cx_active"));
  return SumOpenConnections(stats);
}

int64_t SumOpenConnections(std::string_view stats) {
  int64_t sum = 0;
  for (absl::string_view line :
       absl::StrSplit(absl::string_view(stats.data(), stats.size()), '\n')) {
    const std::pair<absl::string_view, absl::string_view> stat =
        absl::StrSplit(line, absl::MaxSplits(": ", 1));
    const bool counts = absl::StartsWith(stat.first, "listener.") &&
                        absl::EndsWith(stat.first, ".downstream_cx_active") &&
                        !absl::StartsWith(stat.first, "listener.admin.") &&
                        !absl::StrContains(stat.first, ".worker_");
    int64_t value = 0;
    if (counts && absl::SimpleAtoi(stat.second, &value)) sum += value;
  }
  return sum;
}

}  // namespace meshgate::infra
