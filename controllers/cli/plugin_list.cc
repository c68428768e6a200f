#include "controllers/cli/plugin_list.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "absl/strings/str_join.h"

namespace meshgate::cli {

std::string PluginList(const loader::Registry& registry) {
  using Row = std::array<std::string, 4>;
  std::vector<Row> rows = {{"NAME", "VERSION", "ROLES", "FILE"}};
  for (const loader::Plugin& plugin : registry.plugins()) {
    rows.push_back({plugin.name, plugin.version, absl::StrJoin(plugin.roles, ","), plugin.file});
  }
  std::array<size_t, 4> widths = {};
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    for (size_t i = 0; i + 1 < row.size(); ++i) {
      text += row[i] + std::string(widths[i] + 2 - row[i].size(), ' ');
    }
    text += row.back() + "\n";
  }
  return text;
}

}  // namespace meshgate::cli
