"""Files from Go modules, pinned by version and checksum and downloaded by the go command."""

load("//tools/build:fetch.bzl", "fetch")

def _gateway_api_crds_impl(ctx):
    module = "sigs.k8s.io/gateway-api@" + ctx.attr.version

    # Without -modcacherw the cache is read-only, and Bazel could not clean up.
    go_flags = (ctx.os.environ.get("GOFLAGS", "") + " -modcacherw").strip()
    answer = json.decode(fetch(
        ctx,
        "Go module " + module,
        [ctx.path(ctx.attr._go), "mod", "download", "-json", module],
        environment = {
            "GOFLAGS": go_flags,
            "GOMODCACHE": str(ctx.path("modules")),
            "GOTOOLCHAIN": "local",
        },
    ))
    if answer["Sum"] != ctx.attr.sum:
        fail("%s has the checksum %s, but the WORKSPACE pins %s" %
             (module, answer["Sum"], ctx.attr.sum))
    folder = ctx.path(answer["Dir"]).get_child("config").get_child("crd")
    for manifest in folder.get_child(ctx.attr.channel).readdir():
        # Beside the CRDs lie an admission policy and a kustomization, which forgets some CRDs.
        content = ctx.read(manifest)
        if "\nkind: CustomResourceDefinition\n" in content:
            ctx.file(manifest.basename, content, executable = False)
    ctx.delete("modules")
    ctx.file("BUILD.bazel", "\n".join([
        'CRDS = glob(["*.yaml"])',
        "exports_files(CRDS)",
        'filegroup(name = "crds", srcs = CRDS, visibility = ["//visibility:public"])',
        "",
    ]))

gateway_api_crds = repository_rule(
    doc = "The CustomResourceDefinitions of Gateway API as `@NAME//:crds`, and each as a file.",
    implementation = _gateway_api_crds_impl,
    attrs = {
        "channel": attr.string(mandatory = True, values = ["standard", "experimental"]),
        "sum": attr.string(mandatory = True, doc = "as in a go.sum file"),
        "version": attr.string(mandatory = True),
        "_go": attr.label(default = "@go_sdk//:go"),
    },
)
