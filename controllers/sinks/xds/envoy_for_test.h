// A real Envoy and a plain HTTP/1.1 client, for tests.
#ifndef MESHGATE_CONTROLLERS_SINKS_XDS_ENVOY_FOR_TEST_H_
#define MESHGATE_CONTROLLERS_SINKS_XDS_ENVOY_FOR_TEST_H_

#include <sys/types.h>

#include <string>

namespace meshgate::xds {

// Runs in `folder` until Stop() or destruction; its output goes to `folder`/log.
class EnvoyForTest {
 public:
  EnvoyForTest(const std::string& folder, const std::string& xds_socket);
  ~EnvoyForTest() { Stop(); }
  EnvoyForTest(const EnvoyForTest&) = delete;

  void Stop();
  // What it wrote, complete after Stop().
  std::string Log() const;

 private:
  const std::string folder_;
  pid_t pid_ = 0;
};

struct HttpAnswer {
  int status = 0;
  std::string head;  // status line and headers
  std::string body;

  // The value of a header, given in lower case; "" when absent.
  std::string Header(const std::string& name) const;
};

// One request on a connection of its own, over 127.0.0.1. Waits for a port that is not open yet.
// `headers`: whole lines that end in "\r\n". Without an answer the status is 0.
HttpAnswer Get(int port, const std::string& host, const std::string& path,
               const std::string& headers = "");

// Requests one after the other on one connection to a port of 127.0.0.1, opened again when Envoy
// has closed it. Not thread-safe.
class HttpConnection {
 public:
  explicit HttpConnection(int port) : port_(port) {}
  ~HttpConnection() { Close(); }
  HttpConnection(const HttpConnection&) = delete;

  // `request`: the whole text. Its answer must say its length. Without an answer the status is 0.
  HttpAnswer Send(const std::string& request);

 private:
  void Close();
  const int port_;
  int fd_ = -1;
};

// A port of 127.0.0.1 that no other call returns and the system gives to nobody: the test must have
// a network of its own.
int OwnPort();

}  // namespace meshgate::xds

#endif  // MESHGATE_CONTROLLERS_SINKS_XDS_ENVOY_FOR_TEST_H_
