#include "controllers/kubernetes/http_client.h"

#include <curl/curl.h>

#include <atomic>
#include <future>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "controllers/kubernetes/credentials.h"
#include "core/base/check.h"
#include "core/base/mutex.h"

namespace meshgate::kubernetes {
namespace {

constexpr long kConnectTimeoutMs = 10000;
constexpr int kPollMs = 1000;

curl_blob BlobOf(const std::string& text) {
  return {const_cast<char*>(text.data()), text.size(), CURL_BLOB_COPY};
}

// "6443" of "https://host:6443/prefix"; the scheme's own port if there is none.
std::string PortOf(const std::string& server) {
  const size_t host = server.find("://") + 3;
  const std::string authority = server.substr(host, server.find('/', host) - host);
  const size_t colon = authority.rfind(':');
  if (colon == std::string::npos || authority.ends_with(']')) {
    return absl::StartsWith(server, "https") ? "443" : "80";
  }
  return authority.substr(colon + 1);
}

std::string HostOf(const std::string& server) {
  const size_t host = server.find("://") + 3;
  std::string authority = server.substr(host, server.find('/', host) - host);
  const size_t colon = authority.rfind(':');
  if (colon != std::string::npos && !authority.ends_with(']')) authority.resize(colon);
  return authority;
}

}  // namespace

// One exchange, on the loop's thread.
struct Exchange {
  ~Exchange() {
    curl_slist_free_all(headers);
    curl_slist_free_all(connect_to);
    curl_easy_cleanup(easy);
  }

  HttpClient::Id id = 0;
  HttpRequest request;
  HttpClient::OnData on_data;
  HttpClient::Done done;
  CURL* easy = nullptr;
  curl_slist* headers = nullptr;
  curl_slist* connect_to = nullptr;
  char error[CURL_ERROR_SIZE] = {};
  HttpResponse response;
};

namespace {

size_t OnBody(char* bytes, size_t, size_t size, void* context) {
  Exchange& exchange = *static_cast<Exchange*>(context);
  long status = 0;
  curl_easy_getinfo(exchange.easy, CURLINFO_RESPONSE_CODE, &status);
  if (exchange.on_data && status == 200) {
    exchange.on_data(std::string_view(bytes, size));
    return size;
  }
  if (exchange.response.body.size() + size > HttpClient::kMaxBodyBytes) return 0;
  exchange.response.body.append(bytes, size);
  return size;
}

size_t OnHeader(char* bytes, size_t, size_t size, void* context) {
  constexpr absl::string_view kRetryAfter = "retry-after:";
  const absl::string_view line(bytes, size);
  int seconds = 0;
  if (absl::StartsWithIgnoreCase(line, kRetryAfter) &&
      absl::SimpleAtoi(line.substr(kRetryAfter.size()), &seconds) && seconds >= 0) {
    static_cast<Exchange*>(context)->response.retry_after = std::chrono::seconds(seconds);
  }
  return size;
}

}  // namespace

class HttpClient::Loop {
 public:
  explicit Loop(Access access) : access_(std::move(access)), credentials_(access_) {
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    MG_CHECK(initialised == CURLE_OK, "libcurl can be used");
    multi_ = curl_multi_init();
    curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    thread_ = std::thread([this] { Run(); });
  }

  ~Loop() {
    stop_ = true;
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
  }

  Id Add(HttpRequest request, OnData on_data, Done done) {
    auto exchange = std::make_unique<Exchange>();
    exchange->request = std::move(request);
    exchange->on_data = std::move(on_data);
    exchange->done = std::move(done);
    Id id = 0;
    {
      base::MutexLock lock(mutex_);
      id = exchange->id = ++last_id_;
      added_.push_back(std::move(exchange));
    }
    curl_multi_wakeup(multi_);
    return id;
  }

  void Cancel(Id id) {
    {
      base::MutexLock lock(mutex_);
      cancelled_.push_back(id);
    }
    curl_multi_wakeup(multi_);
  }

 private:
  void Run() {
    while (!stop_) {
      TakeLetters();
      int running = 0;
      curl_multi_perform(multi_, &running);
      FinishDone();
      curl_multi_poll(multi_, nullptr, 0, kPollMs, nullptr);
    }
    TakeLetters();
    while (!exchanges_.empty()) Finish(exchanges_.begin()->first, "the client ends");
  }

  void TakeLetters() {
    std::vector<std::unique_ptr<Exchange>> added;
    std::vector<Id> cancelled;
    {
      base::MutexLock lock(mutex_);
      added.swap(added_);
      cancelled.swap(cancelled_);
    }
    for (std::unique_ptr<Exchange>& exchange : added) Start(std::move(exchange));
    for (const Id id : cancelled) Finish(id, "it was cancelled");
  }

  void Start(std::unique_ptr<Exchange> exchange) {
    const absl::StatusOr<Proof> proof = credentials_.Get(std::chrono::system_clock::now());
    const Id id = exchange->id;
    exchange->easy = curl_easy_init();
    if (!proof.ok() || exchange->easy == nullptr) {
      exchanges_.emplace(id, std::move(exchange));
      Finish(id, proof.ok() ? "no memory" : std::string(proof.status().message()));
      return;
    }
    Configure(*exchange, *proof);
    curl_multi_add_handle(multi_, exchange->easy);
    exchanges_.emplace(id, std::move(exchange));
  }

  void Configure(Exchange& exchange, const Proof& proof) {
    CURL* const easy = exchange.easy;
    const HttpRequest& request = exchange.request;
    ConfigureTarget(exchange);
    ConfigureTls(easy, proof);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, &exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange.error);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, kConnectTimeoutMs);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &OnHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    if (request.method != "GET") {
      curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
      curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(request.body.size()));
    }
    const auto add_header = [&](const std::string& line) {
      exchange.headers = curl_slist_append(exchange.headers, line.c_str());
    };
    add_header("Accept: application/json");
    add_header("User-Agent: meshgate");
    add_header("Expect:");
    if (!request.content_type.empty()) add_header("Content-Type: " + request.content_type);
    if (!proof.token.empty()) add_header("Authorization: Bearer " + proof.token);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, exchange.headers);
  }

  void ConfigureTarget(Exchange& exchange) {
    std::string url = access_.server;
    if (!access_.server_name.empty()) {
      // The URL has the name that the certificate is to have, the connection goes elsewhere.
      const std::string port = PortOf(access_.server);
      const std::string to =
          access_.server_name + ":" + port + ":" + HostOf(access_.server) + ":" + port;
      exchange.connect_to = curl_slist_append(nullptr, to.c_str());
      curl_easy_setopt(exchange.easy, CURLOPT_CONNECT_TO, exchange.connect_to);
      const size_t path = url.find('/', url.find("://") + 3);
      const std::string prefix = path == std::string::npos ? "" : url.substr(path);
      url = "https://" + access_.server_name + ":" + port + prefix;
    }
    curl_easy_setopt(exchange.easy, CURLOPT_URL, (url + exchange.request.path).c_str());
    curl_easy_setopt(exchange.easy, CURLOPT_PROTOCOLS_STR, "http,https");
  }

  void ConfigureTls(CURL* easy, const Proof& proof) {
    if (access_.insecure) {
      curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
      curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    } else if (!access_.authority.empty()) {
      curl_blob authority = BlobOf(access_.authority);
      curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &authority);
    }
    if (proof.certificate.empty()) return;
    curl_blob certificate = BlobOf(proof.certificate);
    curl_blob key = BlobOf(proof.key);
    curl_easy_setopt(easy, CURLOPT_SSLCERT_BLOB, &certificate);
    curl_easy_setopt(easy, CURLOPT_SSLKEY_BLOB, &key);
  }

  void FinishDone() {
    int left = 0;
    while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Exchange* exchange = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &exchange);
      const CURLcode code = message->data.result;
      std::string error;
      if (code != CURLE_OK) {
        error = exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(code);
      }
      Finish(exchange->id, std::move(error));
    }
  }

  void Finish(Id id, std::string error) {
    const auto found = exchanges_.find(id);
    if (found == exchanges_.end()) return;
    const std::unique_ptr<Exchange> exchange = std::move(found->second);
    exchanges_.erase(found);
    if (exchange->easy != nullptr) {
      long status = 0;
      curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
      curl_multi_remove_handle(multi_, exchange->easy);
      exchange->response.status = static_cast<int>(status);
      // An answer that broke off is none, but of a stream, whose parts count.
      if (!error.empty() && !exchange->on_data) exchange->response.status = 0;
      if (status == 401) credentials_.Refuse();
    }
    exchange->response.error = std::move(error);
    exchange->done(std::move(exchange->response));
  }

  const Access access_;
  Credentials credentials_;
  CURLM* multi_ = nullptr;
  std::atomic<bool> stop_ = false;
  std::map<Id, std::unique_ptr<Exchange>> exchanges_;  // of the thread
  base::Mutex mutex_;
  Id last_id_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<Exchange>> added_ ABSL_GUARDED_BY(mutex_);
  std::vector<Id> cancelled_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

HttpClient::HttpClient(Access access) : loop_(std::make_unique<Loop>(std::move(access))) {}
HttpClient::~HttpClient() = default;

HttpClient::Id HttpClient::Send(HttpRequest request, Done done) {
  return loop_->Add(std::move(request), nullptr, std::move(done));
}

HttpClient::Id HttpClient::Stream(HttpRequest request, OnData on_data, Done done) {
  return loop_->Add(std::move(request), std::move(on_data), std::move(done));
}

void HttpClient::Cancel(Id id) { loop_->Cancel(id); }

HttpResponse HttpClient::Call(HttpRequest request) {
  auto promise = std::make_shared<std::promise<HttpResponse>>();
  std::future<HttpResponse> answer = promise->get_future();
  Send(std::move(request),
       [promise](HttpResponse response) { promise->set_value(std::move(response)); });
  return answer.get();
}

}  // namespace meshgate::kubernetes
