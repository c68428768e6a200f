"""Builds plugins where their authors do: in a folder of their own, with the SDK and make."""

import os
import pathlib
import re
import shutil
import subprocess
import tarfile
import tempfile

MANAGER = os.path.abspath("controllers/manager")
SDK_ARCHIVE = os.path.abspath("core/plugin/meshgate_sdk.tar.gz")
# By the digit of the fingerprint that stands for them; see core/plugin/abi.h.
SANITIZERS = {"0": "", "1": "-fsanitize=address", "2": "-fsanitize=thread"}


def run_manager(*arguments, cwd=None):
    inherited = {name: value for name, value in os.environ.items()
                 if not name.startswith(("MESHGATE_", "BUILD_W"))}
    return subprocess.run([MANAGER, *map(str, arguments)], cwd=cwd, env=inherited, text=True,
                          capture_output=True, timeout=120, check=False)


def fingerprints(told):
    """The fingerprints of a plugin and of the manager in what `plugin inspect` prints."""
    return re.findall(r"fingerprint ([0-9a-f]{16})$", told, re.MULTILINE)


def sanitizer_flags():
    """What a plugin must be built with to be loaded by this manager, besides the SDK."""
    with tempfile.NamedTemporaryFile() as no_plugin:
        told = run_manager("plugin", "inspect", no_plugin.name).stdout
    return SANITIZERS[fingerprints(told)[0][10]]


class Folder:
    """A temporary folder: the SDK in sdk/, and one folder for each plugin."""

    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="mg"))
        self.flags = sanitizer_flags()

    def close(self):
        shutil.rmtree(self.path)

    def unpack_sdk(self, name="sdk"):
        with tarfile.open(SDK_ARCHIVE) as archive:
            archive.extractall(self.path)
        (self.path / "meshgate_sdk").rename(self.path / name)
        return self.path / name

    def add(self, sources, name):
        """Copies an example into a folder; what its author has is there and nothing else."""
        shutil.copytree(sources, self.path / name)
        shutil.copyfile(self.path / "sdk" / "Makefile.example", self.path / name / "Makefile")
        return self.path / name

    def make(self, plugin, *arguments, sdk="../sdk"):
        """Runs make in the folder of a plugin; returns the finished process."""
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.path)}
        # The manager finds its plugins there: Bazel makes no manager.runfiles for a test's data.
        if "RUNFILES_DIR" in os.environ:
            environment["RUNFILES_DIR"] = os.path.abspath(os.environ["RUNFILES_DIR"])
        if self.flags:
            environment |= {"CXXFLAGS": f"-O1 {self.flags}", "LDFLAGS": self.flags}
        return subprocess.run(
            ["make", "-j2", f"SDK={sdk}", f"MANAGER={MANAGER}", *arguments],
            cwd=self.path / plugin, env=environment, text=True, capture_output=True, timeout=240,
            check=False)
