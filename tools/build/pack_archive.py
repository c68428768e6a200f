#!/usr/bin/env python3
"""Packs files of the repository into an archive that is the same whoever builds it.

Usage: pack_archive.py ARCHIVE.tar.gz TOP FILE...

All lie below a folder with the archive's name: files below TOP at its top, all others keep their
paths. Of a BUILD.bazel only what stands before its line "# The rest is not part of ..." is packed.
"""

import gzip
import io
import re
import sys
import tarfile

OUTPUT_FOLDER = re.compile(r"^bazel-out/[^/]+/bin/")
REST_OF_BUILD_FILE = re.compile(r"^# The rest is not part of .*", re.MULTILINE | re.DOTALL)


def member_of(path, top):
    return OUTPUT_FOLDER.sub("", path).removeprefix(top + "/")


def content_of(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith("BUILD.bazel"):
        text = REST_OF_BUILD_FILE.sub("", text).rstrip("\n") + "\n"
    return text.encode()


def folder_of(archive):
    return archive.rpartition("/")[2].partition(".")[0]


def pack(archive, files):
    """Writes {path in the archive: content} with nothing that depends on time, place or user."""
    with open(archive, "wb") as raw, \
            gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed, \
            tarfile.open(mode="w", fileobj=packed, format=tarfile.USTAR_FORMAT) as tar:
        for path, content in sorted(files.items()):
            member = tarfile.TarInfo(f"{folder_of(archive)}/{path}")
            member.size = len(content)
            member.mode = 0o755 if path.endswith((".py", ".sh")) else 0o644
            tar.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    pack(sys.argv[1], {member_of(path, sys.argv[2]): content_of(path) for path in sys.argv[3:]})
