"""The rules of this project: the native C++ ones with our warnings, and tests in Python."""

# Flags that change the code (standard, optimisation, hardening) are in .bazelrc, because they
# must be equal for own and generated code. Warnings are for own code only.
_WARNINGS = [
    "-Wall",
    "-Wextra",
    "-Werror",
    "-Wno-unused-parameter",
]

_SANITIZER_DEPS = select({
    "//tools/build:tsan": ["//tools/build:tsan_suppressions"],
    "//conditions:default": [],
})

def mg_cc_library(name, copts = [], **kwargs):
    native.cc_library(
        name = name,
        copts = _WARNINGS + copts,
        **kwargs
    )

def mg_cc_binary(name, copts = [], deps = [], linkshared = False, **kwargs):
    native.cc_binary(
        name = name,
        copts = _WARNINGS + copts,
        linkshared = linkshared,
        deps = deps if linkshared else deps + _SANITIZER_DEPS,
        **kwargs
    )

def mg_cc_test(name, copts = [], deps = [], linkstatic = True, tags = [], **kwargs):
    """A cc_test, linked as the product is, that can reach no network but its own loopback."""
    native.cc_test(
        name = name,
        copts = _WARNINGS + copts,
        linkstatic = linkstatic,
        tags = tags + ["block-network"],
        deps = deps + _SANITIZER_DEPS,
        **kwargs
    )

def mg_py_test(name, src, data = [], **kwargs):
    """A test in Python, run as a script: the native py_test wants a configured toolchain.

    Args:
      name: of the target.
      src: an executable file that begins with `#!/usr/bin/env python3`.
      data: modules that it imports from its own folder, and files that it reads.
      **kwargs: other attributes of sh_test.
    """
    native.sh_test(
        name = name,
        srcs = [src],
        data = data,
        # Python would put its compiled modules beside the sources.
        env = {"PYTHONDONTWRITEBYTECODE": "1"},
        **kwargs
    )
