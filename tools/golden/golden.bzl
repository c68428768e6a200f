"""Golden tests: one YAML file per scenario, run through the manager."""

def golden_test(name, cases, tags = []):
    """Checks cases; `<name>_update` rewrites their expected parts, `<name>_cases` are the files.

    Args:
      name: of the test.
      cases: YAML files; see golden.py for their form.
      tags: of the test.
    """
    arguments = ["$(rootpath //controllers:manager)"] + ["$(rootpath %s)" % case for case in cases]
    native.sh_test(
        name = name,
        size = "medium",
        srcs = ["//tools/golden:golden.py"],
        args = ["check"] + arguments,
        data = cases + ["//controllers:manager"],
        tags = tags,
    )
    native.filegroup(
        name = name + "_cases",
        srcs = cases,
    )
    native.sh_binary(
        name = name + "_update",
        srcs = ["//tools/golden:golden.py"],
        args = ["update"] + arguments,
        data = cases + ["//controllers:manager"],
    )
