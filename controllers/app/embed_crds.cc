// A build tool: CustomResourceDefinitions as YAML files in, a C++ file out that defines
// meshgate::app::GatewayApiCrds() (schemas.cc) as compact JSON without descriptions, which the
// manager reads in milliseconds at every start.
//
//   embed_crds FILE.yaml... > gateway_api_crds.cc
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "core/resource/json.h"
#include "core/resource/value.h"
#include "core/resource/yaml.h"

namespace meshgate::app {
namespace {

using resource::NodeType;
using resource::Value;

// A property that is called "description" is a map and stays.
void DropDescriptions(Value& value) {
  std::erase_if(value.fields, [](const resource::Field& field) {
    return field.key == "description" && field.value.type == NodeType::kString;
  });
  for (resource::Field& field : value.fields) DropDescriptions(field.value);
  for (Value& item : value.items) DropDescriptions(item);
}

bool AppendCrds(const std::string& path, std::string& source) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  resource::Decoded decoded = resource::DecodeYaml(text.str());
  if (!file || decoded.error) {
    std::cerr << path << ": " << (decoded.error ? decoded.error->message : "cannot be read")
              << "\n";
    return false;
  }
  for (resource::Document& document : decoded.documents) {
    document.value.Take("status");
    DropDescriptions(document.value);
    std::string json;
    resource::EncodeJson(document.value, json);
    source += "    R\"crd(" + json + ")crd\",\n";
  }
  return true;
}

}  // namespace
}  // namespace meshgate::app

int main(int argc, char** argv) {
  std::string source =
      "#include \"controllers/app/gateway_api_crds.h\"\n\n"
      "namespace meshgate::app {\n\n"
      "std::span<const std::string_view> GatewayApiCrds() {\n"
      "  static constexpr std::string_view kCrds[] = {\n";
  for (int i = 1; i < argc; ++i) {
    if (!meshgate::app::AppendCrds(argv[i], source)) return 1;
  }
  std::cout << source << "  };\n  return kCrds;\n}\n\n}  // namespace meshgate::app\n";
  return std::cout.flush() ? 0 : 1;
}
