"""Golden tests: one YAML file per scenario, run through the manager."""

_GOLDEN = str(Label("//tools/golden:golden.py"))
_MANAGER = str(Label("//controllers:manager"))

def golden_test(name, cases, plugins = [], tags = []):
    """Checks cases; `<name>_update` rewrites their expected parts, `<name>_cases` are the files.

    Args:
      name: of the test.
      cases: YAML files; see golden.py for their form.
      plugins: more plugins than the manager's own.
      tags: of the test.
    """
    arguments = ["--plugin-dir=$(rootpath %s)" % plugin for plugin in plugins]
    arguments += ["$(rootpath %s)" % file for file in [_MANAGER] + cases]
    data = cases + plugins + [_MANAGER]
    native.sh_test(
        name = name,
        size = "medium",
        srcs = [_GOLDEN],
        args = ["check"] + arguments,
        data = data,
        tags = tags,
    )
    native.filegroup(
        name = name + "_cases",
        srcs = cases,
    )
    native.sh_binary(
        name = name + "_update",
        srcs = [_GOLDEN],
        args = ["update"] + arguments,
        data = data,
    )
