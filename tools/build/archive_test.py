#!/usr/bin/env python3
"""The SDK's archive is the same whoever packs it, and what is made of files says what they say."""

import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).absolute().parent
BUILD = "exports_files([])\n\n# The rest is not part of the SDK's archive.\n\nsecret()\n"


class ArchiveTest(unittest.TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def run_tool(self, name, *arguments, interpreter=sys.executable, code=0):
        run = subprocess.run([interpreter, TOOLS / name, *arguments], cwd=self.folder,
                             capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, code, run.stderr)
        return run

    def write(self, path, text, mode=0o644, time=None):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)
        if time is not None:
            os.utime(file, (time, time))

    def pack(self, archive, *files):
        self.run_tool("pack_archive.py", archive, "core/archive", *files)
        return (self.folder / archive).read_bytes()

    def test_two_builds_give_equal_bytes(self):
        files = ["core/archive/README.md", "core/a.h", "bazel-out/k8-opt/bin/core/made.h",
                 "core/run.sh", "core/BUILD.bazel"]
        for path, mode, time in zip(files, (0o600, 0o664, 0o444, 0o755, 0o644), range(1, 6)):
            self.write(path, BUILD, mode, time * 1000000000 // 3)
        one = self.pack("sdk.tar.gz", *files)
        for path in files:
            self.write(path, BUILD, 0o644, 7)
        (self.folder / "elsewhere").mkdir()
        self.assertEqual(self.pack("elsewhere/sdk.tar.gz", *reversed(files)), one)
        with tarfile.open(self.folder / "sdk.tar.gz") as archive:
            members = {member.name: member for member in archive}
            build = archive.extractfile("sdk/core/BUILD.bazel").read().decode()
        self.assertEqual(sorted(members), ["sdk/README.md", "sdk/core/BUILD.bazel", "sdk/core/a.h",
                                           "sdk/core/made.h", "sdk/core/run.sh"])
        self.assertEqual(build, "exports_files([])\n")
        self.assertEqual(members["sdk/core/run.sh"].mode, 0o755)
        self.assertEqual({(m.uid, m.gid, m.uname, m.gname, m.mtime) for m in members.values()},
                         {(0, 0, "", "", 0)})

    def test_another_byte_is_another_archive(self):
        self.write("core/a.h", "a\n")
        one = self.pack("sdk.tar.gz", "core/a.h")
        self.write("core/a.h", "b\n")
        self.assertNotEqual(self.pack("sdk.tar.gz", "core/a.h"), one)

    def compile(self, source, expression):
        """What a C++ expression about a source prints."""
        header = self.folder / "controllers" / "cli" / "embedded_files.h"
        header.parent.mkdir(parents=True, exist_ok=True)
        header.write_text(
            "#include <span>\n#include <string_view>\nnamespace meshgate::cli {\n"
            "struct EmbeddedFile { std::string_view path, text; bool executable; };\n}")
        (self.folder / "a.cc").write_text(
            f"#include <iostream>\n{source}\nint main() {{ std::cout << {expression}; }}\n")
        subprocess.run(["g++", "-std=c++20", "-I.", "-o", "a", "a.cc"], cwd=self.folder, check=True)
        program = self.folder / "a"
        return subprocess.run([program], capture_output=True, text=True, check=True).stdout

    def test_an_archive_is_embedded_as_it_is(self):
        text = 'a "quoted" \\n \\x41 ??/ R"(x)" é\n'
        self.write("core/run.sh", text)
        self.pack("sdk.tar.gz", "core/run.sh")
        source = self.run_tool("embed_archive.py", "sdk.tar.gz", "SdkFiles").stdout
        file = "meshgate::cli::SdkFiles()[0]"
        self.assertEqual(
            self.compile(source, f'{file}.path << {file}.executable << "|" << {file}.text'),
            "core/run.sh1|" + text)

    def test_crds_are_embedded_as_one_text_of_several_documents(self):
        self.write("one.yaml", 'pattern: "\\\\d+"')  # its last line does not end
        self.write("two.yaml", "kind: B\n")
        source = self.run_tool("embed_crds.sh", "one.yaml", "two.yaml", interpreter="sh").stdout
        source = source.replace("#pragma once\n", "")  # which is for headers
        self.assertEqual(self.compile(source, "meshgate::plugin::kCrds").split(),
                         ["---", "pattern:", '"\\\\d+"', "---", "kind:", "B"])

    def test_a_crd_that_ends_the_string_is_refused(self):
        self.write("odd.yaml", 'description: )meshgate"; int x = "\n')
        run = self.run_tool("embed_crds.sh", "odd.yaml", interpreter="sh", code=1)
        self.assertIn("odd.yaml: holds the end of a C++ string", run.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
