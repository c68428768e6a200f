#!/usr/bin/env python3
"""Makes an archive a part of the manager: embed_archive.py ARCHIVE.tar.gz FUNCTION > FILE.cc.

FUNCTION is one of controllers/cli/embedded_files.h. The archive's own top folder is left out.
"""

import sys
import tarfile

HEAD = """#include "controllers/cli/embedded_files.h"

namespace meshgate::cli {

std::span<const EmbeddedFile> %s() {
  static constexpr EmbeddedFile kFiles[] = {
"""
TAIL = """  };
  return kFiles;
}

}  // namespace meshgate::cli
"""


def literal(text):
    assert ')embedded"' not in text, "a file holds the end of a raw string"
    return f'R"embedded({text})embedded"'


def main(path, function):
    print(HEAD % function, end="")
    with tarfile.open(path) as archive:
        for member in archive:
            name = literal(member.name.partition("/")[2])
            text = literal(archive.extractfile(member).read().decode())
            executable = "true" if member.mode & 0o100 else "false"
            print(f"      {{{name},\n{text},\n{executable}}},")
    print(TAIL, end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
