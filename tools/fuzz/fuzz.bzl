"""A fuzz target as a program to run for long, and as a short test that is always the same."""

load("//tools/build:defs.bzl", "mg_cc_binary", "mg_cc_library", "mg_cc_test")

def mg_fuzz_target(name, src, deps, iterations = 3000, data = []):
    """Makes NAME (run it with --seconds or --iterations) and NAME_test.

    Args:
      name: of the program.
      src: defines what tools/fuzz/fuzz_target.h asks for.
      deps: of src.
      iterations: mutated inputs of the test.
      data: what the target reads at run time.
    """
    mg_cc_library(
        name = name + "_target",
        testonly = True,
        srcs = [src],
        deps = deps + ["//tools/fuzz:fuzz_target"],
        # The driver refers to the target, not the other way round.
        alwayslink = True,
    )
    program = ["//tools/fuzz:fuzz_main", name + "_target"]
    mg_cc_binary(
        name = name,
        testonly = True,
        data = data,
        deps = program,
    )
    mg_cc_test(
        name = name + "_test",
        args = ["--iterations=%d" % iterations, "--seed=1"],
        data = data,
        deps = program,
    )
