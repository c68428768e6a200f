"""Files from Python wheels, pinned by version and hash and downloaded by pip."""

load("//tools/build:fetch.bzl", "fetch")

# Debian's own, which tools/bazel installs together with pip.
PYTHON = "/usr/bin/python3"

def extract_wheel(ctx, distribution, version, sha256, output):
    """Downloads a wheel and extracts it into the folder `output` of the repository."""
    ctx.file("requirements.txt", "%s==%s --hash=sha256:%s\n" % (distribution, version, sha256))
    fetch(ctx, "wheel %s %s" % (distribution, version), [
        PYTHON,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "--require-hashes",
        "--requirement=requirements.txt",
        "--dest=download",
    ])
    wheels = ctx.path("download").readdir()
    if len(wheels) != 1:
        fail("pip left %d files instead of one wheel for %s" % (len(wheels), distribution))

    # A wheel is a zip archive, and Bazel goes by the file's name.
    ctx.symlink(wheels[0], "wheel.zip")
    ctx.extract("wheel.zip", output)
    for leftover in ["download", "wheel.zip", "requirements.txt"]:
        ctx.delete(leftover)

def _wheel_binary_impl(ctx):
    extract_wheel(ctx, ctx.attr.distribution, ctx.attr.version, ctx.attr.sha256, "wheel")
    for path in ctx.attr.executables:
        result = ctx.execute(["chmod", "-R", "a+x", "wheel/" + path])
        if result.return_code != 0:
            fail("%s: %s" % (ctx.attr.distribution, result.stderr))
    ctx.symlink("wheel/" + ctx.attr.binary, ctx.attr.binary_name)
    ctx.file("BUILD.bazel", 'exports_files(["%s"])\n' % ctx.attr.binary_name)

wheel_binary = repository_rule(
    doc = "A program that is distributed as a wheel, as the file `@NAME//:BINARY_NAME`.",
    implementation = _wheel_binary_impl,
    attrs = {
        "binary": attr.string(mandatory = True, doc = "path inside the wheel"),
        "binary_name": attr.string(mandatory = True),
        "distribution": attr.string(mandatory = True),
        "executables": attr.string_list(
            mandatory = True,
            doc = "files and folders inside the wheel that get the run bit, which wheels lose",
        ),
        "sha256": attr.string(mandatory = True),
        "version": attr.string(mandatory = True),
    },
)
