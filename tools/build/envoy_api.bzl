"""Envoy's API as C++: generated from the descriptors inside a Python wheel."""

load("//tools/build:envoy_api_roots.bzl", "ENVOY_API_ROOTS")
load("//tools/build:wheel.bzl", "PYTHON", "extract_wheel")

# Generated code is compiled without our warnings, and with less optimisation because its size
# would make it the slowest part of a build.
_BUILD = """
cc_library(
    name = "envoy_api",
    srcs = glob(["generated/**/*.cc"]),
    hdrs = glob(["generated/**/*.h"]),
    copts = ["-w", "-O1"],
    includes = ["generated"],
    visibility = ["//visibility:public"],
    deps = ["@meshgate//tools/build/third_party:grpcpp"],
)
"""

def _envoy_api_impl(ctx):
    extract_wheel(ctx, "xds-protos", ctx.attr.version, ctx.attr.sha256, "wheel")
    command = [PYTHON, ctx.path(ctx.attr._generator), "wheel", "generated"] + ENVOY_API_ROOTS
    result = ctx.execute(command)
    if result.return_code != 0:
        fail("generating C++ from Envoy's API failed:\n" + result.stdout + result.stderr)
    ctx.delete("wheel")
    ctx.file("BUILD.bazel", _BUILD)

envoy_api = repository_rule(
    doc = "The messages and services that ENVOY_API_ROOTS names, as `@NAME//:envoy_api`.",
    implementation = _envoy_api_impl,
    attrs = {
        "sha256": attr.string(mandatory = True),
        "version": attr.string(mandatory = True),
        "_generator": attr.label(default = "//tools/build:generate_envoy_api.py"),
    },
)
