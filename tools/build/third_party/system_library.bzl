"""A library that the operating system provides: its headers are on the compiler's own path."""

def system_library(name, libs = [], **kwargs):
    """Declares a cc_library that links system libraries.

    Args:
      name: what BUILD files depend on.
      libs: names for the linker, without the prefix `-l`; one that a binary does not use is
        left out of it.
      **kwargs: other attributes of cc_library.
    """
    linkopts = ["-l" + lib for lib in libs]
    if libs:
        linkopts = ["-Wl,--push-state,--as-needed"] + linkopts + ["-Wl,--pop-state"]
    native.cc_library(
        name = name,
        linkopts = linkopts,
        **kwargs
    )
