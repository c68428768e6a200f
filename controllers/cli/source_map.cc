#include "controllers/cli/source_map.h"

#include <charconv>
#include <fstream>
#include <sstream>
#include <utility>

#include "controllers/provider/file/folder_scan.h"
#include "controllers/provider/file/object_file.h"

namespace meshgate::cli {
namespace {

using resource::Field;
using resource::Position;
using resource::Value;

std::string ReadFile(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// Takes "name", "[0]" or ".name" from the front of a field path.
std::string_view TakeStep(std::string_view& path) {
  if (path.starts_with('.')) path.remove_prefix(1);
  size_t end = path.find_first_of(".[", 1);
  if (path.starts_with('[')) end = path.find(']') == path.npos ? path.npos : path.find(']') + 1;
  const std::string_view step = path.substr(0, end);
  path.remove_prefix(step.size());
  return step;
}

const Value* Item(const Value& list, std::string_view step) {
  size_t index = 0;
  const auto [end, error] = std::from_chars(step.data() + 1, step.data() + step.size(), index);
  return error == std::errc() && index < list.items.size() ? &list.items[index] : nullptr;
}

Position PositionOf(const Value& value, std::string_view path, Position found) {
  if (path.empty()) return found;
  const std::string_view step = TakeStep(path);
  if (step.starts_with('[')) {
    const Value* const item = Item(value, step);
    return item == nullptr ? found : PositionOf(*item, path, item->position);
  }
  for (const Field& field : value.fields) {
    if (field.key == step) return PositionOf(field.value, path, field.position);
  }
  return found;
}

}  // namespace

SourceMap::SourceMap(const std::vector<std::string>& paths,
                     const resource::SchemaCatalog& schemas) {
  for (const std::string& file : provider::ScanFolders(provider::NormalPaths(paths)).files) {
    Add(file, schemas);
  }
}

void SourceMap::Add(const std::string& file, const resource::SchemaCatalog& schemas) {
  ++files_;
  const std::string text = ReadFile(file);
  resource::Decoded decoded = provider::DecodeObjects(file, text);
  if (decoded.error) return;
  for (resource::Document& document : decoded.documents) {
    ++documents_;
    const auto admitted = schemas.Admit(document.value);
    if (!admitted.object || !admitted.warnings.empty()) continue;
    sources_.emplace((*admitted.object)->id(),
                     Source{file, document.position, std::move(document.value)});
  }
}

Place SourceMap::Find(const resource::ObjectId& id, std::string_view field) const {
  const auto source = sources_.find(id);
  if (source == sources_.end()) return {};
  return {source->second.file, PositionOf(source->second.value, field, source->second.position)};
}

}  // namespace meshgate::cli
