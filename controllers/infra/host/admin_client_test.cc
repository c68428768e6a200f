#include "controllers/infra/host/admin_client.h"

#include <gtest/gtest.h>

namespace meshgate::infra {
namespace {

TEST(SumOpenConnections, CountsListenersOnce) {
  EXPECT_EQ(SumOpenConnections("http.p80.downstream_cx_active: 7\n"
                               "listener.127.0.0.1_80.downstream_cx_active: 3\n"
                               "listener.127.0.0.1_80.worker_0.downstream_cx_active: 3\n"
                               "listener.[__1]_443.downstream_cx_active: 2\n"
                               "listener.admin.downstream_cx_active: 1\n"
                               "listener.admin.main_thread.downstream_cx_active: 1\n"),
            5);
}

TEST(SumOpenConnections, IsZeroWithoutListeners) {
  EXPECT_EQ(SumOpenConnections(""), 0);
  EXPECT_EQ(SumOpenConnections("no stats\n: \nlistener."), 0);
}

TEST(AdminClient, SaysThatNobodyAnswers) {
  const AdminClient admin("/nonexistent/socket");
  EXPECT_EQ(admin.StartDraining().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(admin.OpenConnections().status().code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace meshgate::infra
