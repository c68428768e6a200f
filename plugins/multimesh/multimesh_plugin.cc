// The membership of objects in meshes, as Kuma 2.14 reads it; see README.md.
#include <optional>
#include <string>
#include <string_view>

#include "core/plugin/plugin.h"

namespace meshgate::multimesh {
namespace {

constexpr std::string_view kMesh = "kuma.io/mesh";

class Mesh final : public plugin::Membership {
 public:
  std::string_view noun() const override { return "mesh"; }
  std::string_view fallback() const override { return "default"; }

  std::optional<std::string> Of(const plugin::Object& object) const override {
    std::string_view mesh = object.Label(kMesh);
    if (mesh.empty()) mesh = object.Annotation(kMesh);
    if (mesh.empty()) return std::nullopt;
    return std::string(mesh);
  }
};

void Register(plugin::Registrar& registrar) {
  static const Mesh mesh;
  registrar.AddMembership(mesh);
}

}  // namespace
}  // namespace meshgate::multimesh

MESHGATE_PLUGIN(multimesh, 0_1_0, meshgate::multimesh::Register)
