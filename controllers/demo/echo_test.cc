#include "controllers/demo/echo.h"

#include <gtest/gtest.h>

#include "absl/time/time.h"

namespace meshgate::demo {
namespace {

const EchoIdentity kIdentity{.namespace_name = "shop", .service = "cart", .pod = "cart-demo-0"};

TEST(RenderEcho, HasTheShapeOfUpstreamsEchoServer) {
  const EchoRequest request{.path = "/a?b=c",
                            .host = "example.org:8080",
                            .method = "GET",
                            .proto = "HTTP/1.1",
                            .headers = {{"x-one", "1"}, {"accept", "*/*"}, {"X-ONE", "2"}}};
  EXPECT_EQ(RenderEcho(request, kIdentity),
            R"({"path":"/a?b=c","host":"example.org:8080","method":"GET","proto":"HTTP/1.1",)"
            R"("headers":{"X-One":["1","2"],"Accept":["*/*"]},)"
            R"("namespace":"shop","ingress":"","service":"cart","pod":"cart-demo-0"})"
            "\n");
}

TEST(RenderEcho, EscapesWhatJsonReserves) {
  const EchoRequest request{.path = "/\"\\", .host = "", .method = "", .proto = "", .headers = {}};
  EXPECT_NE(RenderEcho(request, kIdentity).find(R"("path":"/\"\\")"), std::string::npos);
}

TEST(RenderEcho, KeepsUtf8AndReadsOtherBytesAsLatin1) {
  const EchoRequest request{.path = "/",
                            .host = "",
                            .method = "",
                            .proto = "",
                            .headers = {{"a", "\xC3\xA9"}, {"b", "\xE9"}}};
  const std::string echo = RenderEcho(request, kIdentity);
  EXPECT_NE(echo.find("\"A\":[\"\xC3\xA9\"]"), std::string::npos) << echo;
  EXPECT_NE(echo.find("\"B\":[\"\xC3\xA9\"]"), std::string::npos) << echo;
}

TEST(RequestedDelay, IsZeroWithoutTheParameter) {
  EXPECT_EQ(*RequestedDelay("/"), absl::ZeroDuration());
  EXPECT_EQ(*RequestedDelay("/delay=5s"), absl::ZeroDuration());
  EXPECT_EQ(*RequestedDelay("/?nodelay=5s&x"), absl::ZeroDuration());
}

TEST(RequestedDelay, ReadsDurations) {
  EXPECT_EQ(*RequestedDelay("/?delay=500ms"), absl::Milliseconds(500));
  EXPECT_EQ(*RequestedDelay("/?a=b&delay=20s"), absl::Seconds(20));
  EXPECT_EQ(*RequestedDelay("/?delay=1s500ms"), absl::Milliseconds(1500));
}

TEST(RequestedDelay, IsBounded) {
  EXPECT_EQ(*RequestedDelay("/?delay=24h"), kMaxDelay);
  EXPECT_EQ(*RequestedDelay("/?delay=inf"), kMaxDelay);
  EXPECT_EQ(*RequestedDelay("/?delay=-1s"), absl::ZeroDuration());
}

TEST(RequestedDelay, RefusesWhatIsNoDuration) {
  EXPECT_EQ(RequestedDelay("/?delay=20").status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(RequestedDelay("/?delay=").status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace meshgate::demo
