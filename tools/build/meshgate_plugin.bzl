"""The rule of plugins: a shared object that sees nothing of the host but its SDK."""

load("//tools/build:defs.bzl", "mg_cc_binary", "mg_cc_library", "mg_cc_test")

_EXPORTS = "//core/plugin:exports.lds"

def meshgate_plugin_library(name, srcs, hdrs = [], deps = [], **kwargs):
    """A part of a plugin that has unit tests of its own, compiled as it is in the plugin.

    Args:
      name: of the library, for `deps` of meshgate_plugin and of tests.
      srcs: sources.
      hdrs: headers.
      deps: more than the SDK: other such libraries, or //core/plugin/http.
      **kwargs: other attributes of cc_library.
    """
    mg_cc_library(
        name = name,
        srcs = srcs,
        hdrs = hdrs,
        copts = ["-fvisibility=hidden"],
        deps = ["//core/ir:route", "//core/plugin:sdk"] + deps,
        **kwargs
    )

def meshgate_plugin(
        name,
        srcs,
        deps = [],
        examples = None,
        visibility = None):
    """Builds NAME.so and NAME_contract_test.

    Args:
      name: the plugin's name, the same as in its MESHGATE_PLUGIN.
      srcs: sources; one of them has MESHGATE_PLUGIN.
      deps: more than the SDK: libraries made by meshgate_plugin_library, or //core/plugin/http.
      examples: a YAML file with objects of the plugin's kinds, for the contract test. Without it
        there is no contract test.
      visibility: of the plugin.
    """
    mg_cc_binary(
        name = name + ".so",
        srcs = srcs,
        additional_linker_inputs = [_EXPORTS],
        copts = ["-fvisibility=hidden"],
        linkopts = [
            "-Wl,-z,defs",
            "-Wl,--version-script=$(location %s)" % _EXPORTS,
        ],
        linkshared = True,
        visibility = visibility,
        deps = ["//core/ir:route", "//core/plugin:sdk"] + deps,
    )
    if examples:
        mg_cc_test(
            name = name + "_contract_test",
            size = "small",
            args = [
                name,
                "$(location :%s.so)" % name,
                "$(location %s)" % examples,
            ],
            data = [
                examples,
                ":%s.so" % name,
            ],
            deps = ["//core/loader:contract_test_main"],
        )
