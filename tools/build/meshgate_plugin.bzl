"""The rule of plugins: a shared object that sees nothing of the host but its SDK.

The same file serves this repository and the SDK's archive (//core/plugin:sdk_archive): labels are
those of the repository that this file is in.
"""

load("//tools/build:defs.bzl", "mg_cc_binary", "mg_cc_library")

_CONTRACT_TEST = str(Label("//tools/build:contract_test.sh"))
_EXPORTS = str(Label("//core/plugin:exports.lds"))
_MANAGER = str(Label("//controllers:manager"))
_SDK = [str(Label(sdk)) for sdk in [
    "//core/ir:filter",
    "//core/ir:infrastructure",
    "//core/ir:listener",
    "//core/ir:policy",
    "//core/ir:route",
    "//core/plugin:sdk",
]]

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
        deps = _SDK + deps,
        **kwargs
    )

def _embed_crds(name, crds):
    """The library NAME_crds: the header NAME_crds.h, which holds the YAML files as kCrds."""

    # In a folder of its own: Bazel refuses the root of a workspace as an include path.
    header = "{0}_crds/{0}_crds.h".format(name)
    native.genrule(
        name = name + "_crds_h",
        srcs = crds,
        outs = [header],
        cmd = "sh $(execpath %s) $(SRCS) > $@" % Label("//tools/build:embed_crds.sh"),
        tools = [str(Label("//tools/build:embed_crds.sh"))],
    )
    mg_cc_library(
        name = name + "_crds",
        hdrs = [header],
        includes = [name + "_crds"],
    )
    return ":" + name + "_crds"

def meshgate_plugin(
        name,
        srcs,
        crds = [],
        deps = [],
        examples = None,
        visibility = None):
    """Builds NAME.so and NAME_contract_test.

    Args:
      name: the plugin's name, the same as in its MESHGATE_PLUGIN.
      srcs: sources; one of them has MESHGATE_PLUGIN.
      crds: CustomResourceDefinitions, as YAML files; with #include "NAME_crds.h" the sources have
        them as meshgate::plugin::kCrds, for Registrar::AddCrd.
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
        deps = _SDK + deps + ([_embed_crds(name, crds)] if crds else []),
    )
    if examples:
        native.sh_test(
            name = name + "_contract_test",
            size = "small",
            srcs = [_CONTRACT_TEST],
            args = [
                "$(rootpath %s)" % _MANAGER,
                name,
                "$(rootpath :%s.so)" % name,
                "$(rootpath %s)" % examples,
            ],
            data = [
                _MANAGER,
                examples,
                ":%s.so" % name,
            ],
            tags = ["block-network"],
        )
