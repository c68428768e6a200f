// A provider on real files, whose batches a test waits for.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_PROVIDER_FIXTURE_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_PROVIDER_FIXTURE_H_

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "controllers/provider/file/file_provider.h"
#include "controllers/provider/file/temp_folder.h"
#include "core/base/mutex.h"

namespace meshgate::provider {

// Batches in words, such as "put demo/one:80", "erase demo/one", "note a.yaml:3:1: ...".
class Batches {
 public:
  void Add(const Batch& batch) {
    std::vector<std::string> words;
    for (const auto& object : batch.put) {
      if (object->id().kind.kind() == "Namespace") continue;
      words.push_back("put " + NamespacedName(object->id()) + ":" +
                      std::string(object->spec()["ports"].item(0)["port"].text()));
    }
    for (const auto& id : batch.erased) {
      if (id.kind.kind() != "Namespace") words.push_back("erase " + NamespacedName(id));
    }
    for (const Finding& finding : batch.findings) words.push_back("note " + ToString(finding));
    base::MutexLock lock(mutex_);
    batches_.push_back(std::move(words));
    changed_.SignalAll();
  }

  // The next batch; fails the test when none comes.
  std::vector<std::string> Next() {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    base::MutexLock lock(mutex_);
    while (batches_.empty()) {
      if (!changed_.WaitUntil(mutex_, deadline) && batches_.empty()) {
        ADD_FAILURE() << "no batch came";
        return {};
      }
    }
    std::vector<std::string> batch = std::move(batches_.front());
    batches_.pop_front();
    return batch;
  }

  // All words up to and with the batch that has `word`.
  std::vector<std::string> Until(const std::string& word) {
    std::vector<std::string> words;
    while (!testing::Test::HasFailure()) {
      bool found = false;
      for (std::string& each : Next()) {
        found = found || each == word;
        words.push_back(std::move(each));
      }
      if (found) break;
    }
    return words;
  }

 private:
  base::Mutex mutex_;
  base::CondVar changed_;
  std::deque<std::vector<std::string>> batches_ ABSL_GUARDED_BY(mutex_);
};

inline std::string ServiceYaml(const std::string& name, int port) {
  return "apiVersion: v1\nkind: Service\nmetadata:\n  name: " + name +
         "\n  namespace: demo\nspec:\n  ports:\n  - port: " + std::to_string(port) + "\n---\n";
}

class FileProviderTest : public testing::Test {
 protected:
  // UndefinedBehaviorSanitizer looks at no type here, for which it needs file descriptors that a
  // test takes away.
  __attribute__((no_sanitize("vptr"))) void Start(
      const std::vector<std::string>& paths, std::function<void()> before_batch = [] {}) {
    auto created = FileProvider::Create(paths, catalog_, times_);
    ASSERT_TRUE(created.ok()) << created.status();
    provider_ = *std::move(created);
    // Not by `this`, for the same reason.
    provider_->Start([&batches = batches_, before_batch](const Batch& batch) {
      before_batch();
      batches.Add(batch);
    });
  }
  // Starts on the folder and takes the initial batch.
  std::vector<std::string> StartOnFolder() {
    Start({folder_.path()});
    return batches_.Next();
  }

  // Whatever is missing or half written comes, however long the test is held up.
  void WaitForWhatComes() { times_ = {std::chrono::hours(1), std::chrono::hours(1)}; }

  FileTimes times_;
  TempFolder folder_;
  resource::SchemaCatalog catalog_ = resource::SchemaCatalog();
  Batches batches_;
  std::unique_ptr<FileProvider> provider_;  // destroyed first: no batch comes later
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_PROVIDER_FIXTURE_H_
