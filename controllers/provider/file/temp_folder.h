// A folder of real files for tests, below the test's own temporary folder.
#ifndef MESHGATE_CONTROLLERS_PROVIDER_FILE_TEMP_FOLDER_H_
#define MESHGATE_CONTROLLERS_PROVIDER_FILE_TEMP_FOLDER_H_

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace meshgate::provider {

class TempFolder {
 public:
  TempFolder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::path(testing::TempDir()) / test->test_suite_name() / test->name();
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }

  std::string path(std::string_view name = "") const {
    return name.empty() ? path_.string() : (path_ / name).string();
  }

  // Opens, writes and closes, as a shell's redirection does.
  void Write(std::string_view name, std::string_view text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    std::ofstream(path(name), std::ios::trunc) << text;
  }

  // Writes a hidden file beside it and renames.
  void Replace(std::string_view name, std::string_view text) const {
    Write(".new", text);
    std::filesystem::rename(path(".new"), path(name));
  }

 private:
  std::filesystem::path path_;
};

}  // namespace meshgate::provider

#endif  // MESHGATE_CONTROLLERS_PROVIDER_FILE_TEMP_FOLDER_H_
