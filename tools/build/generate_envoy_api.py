"""Generates C++ from the protobuf descriptors inside Python's generated modules.

Usage: generate_envoy_api.py WHEEL_FOLDER OUTPUT_FOLDER ROOT...

WHEEL_FOLDER holds *_pb2.py files, each with one serialised FileDescriptorProto. The files named
as ROOT and all that they import are generated into OUTPUT_FOLDER, except for protobuf's own,
which the protobuf library brings.
"""

import ast
import pathlib
import subprocess
import sys

# Field numbers of google.protobuf.FileDescriptorProto.
NAME, DEPENDENCY, SERVICE = 1, 3, 6


def varint(data, position):
    value = shift = 0
    while True:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position


def fields(message):
    """Yields (number, bytes) of each length-delimited field; a file descriptor has few others."""
    position = 0
    while position < len(message):
        tag, position = varint(message, position)
        size, after = varint(message, position)
        if tag & 7 == 2:
            yield tag >> 3, message[after:after + size]
            after += size
        position = after


class File:
    """One serialised FileDescriptorProto with the parts of it that matter here."""

    def __init__(self, serialised):
        self.serialised = serialised
        self.imports = []
        self.has_service = False
        for number, value in fields(serialised):
            if number == NAME:
                self.name = value.decode()
            elif number == DEPENDENCY:
                self.imports.append(value.decode())
            elif number == SERVICE:
                self.has_service = True


def read_file(module):
    """Returns the File inside a generated Python module, or None if it holds no descriptor."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AddSerializedFile":
            return File(ast.literal_eval(node.args[0]))
    return None


def module_path(folder, name):
    return folder / (name.removesuffix(".proto").replace("-", "_") + "_pb2.py")


def read_closure(folder, roots):
    """Returns ({name: File} of the roots and all that they import, names of protobuf's own)."""
    files, own = {}, set()
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name.startswith("google/protobuf/"):
            own.add(name)
        elif name not in files:
            files[name] = read_file(module_path(folder, name))
            waiting.extend(files[name].imports)
    return files, own


def serialise_set(files):
    """Returns a FileDescriptorSet: field 1, once per file."""
    result = bytearray()
    for file in files:
        size = len(file.serialised)
        result.append(1 << 3 | 2)
        while size >= 0x80:
            result.append(size & 0x7F | 0x80)
            size >>= 7
        result.append(size)
        result += file.serialised
    return bytes(result)


def main(wheel, output, *roots):
    output = pathlib.Path(output)
    output.mkdir()
    files, own = read_closure(pathlib.Path(wheel), roots)
    own_set, api_set = output / "own.binpb", output / "api.binpb"
    subprocess.run(["protoc", "-I/usr/include", "--include_imports", f"-o{own_set}", *sorted(own)],
                   check=True)
    api_set.write_bytes(serialise_set(files.values()))

    generate = ["protoc", f"--descriptor_set_in={own_set}:{api_set}"]
    subprocess.run([*generate, f"--cpp_out={output}", *sorted(files)], check=True)
    services = sorted(name for name, file in files.items() if file.has_service)
    subprocess.run([*generate, "--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin",
                    f"--grpc_out={output}", *services], check=True)
    own_set.unlink()
    api_set.unlink()


if __name__ == "__main__":
    main(*sys.argv[1:])
