"""The npm packages that tests run through weir: official clients and servers, at the versions of npm/package-lock.json.

    folder = npm_packages.folder()          # holds node_modules; installed by `npm ci` where that is not done yet
    npm_packages.node("tour.mjs", ...)      # arguments of a process that runs tests/npm/tour.mjs there

They are kept in build/npm of the repository, or where $WEIR_NPM says. No script of a package is run at the install.
"""

import fcntl
import functools
import os
import shutil
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.join(HERE, "npm")


@functools.lru_cache(maxsize=None)
def folder():
    at = os.environ.get("WEIR_NPM") or os.path.join(os.path.dirname(HERE), "build", "npm")
    os.makedirs(at, exist_ok=True)
    with open(os.path.join(at, ".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run side by side
        with open(os.path.join(SOURCE, "package-lock.json"), "rb") as file:
            wanted = file.read()
        done, installed = os.path.join(at, "installed.json"), None
        if os.path.exists(done):
            with open(done, "rb") as file:
                installed = file.read()
        if installed != wanted:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(os.path.join(SOURCE, name), at)
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=at, check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=600)
            with open(done, "wb") as file:
                file.write(wanted)
    return at


def script(name):
    """The path of tests/npm/NAME, as a copy beside node_modules, where its imports are found."""
    path = os.path.join(folder(), f"{os.getpid()}-{name}")
    shutil.copy(os.path.join(SOURCE, name), path)
    return path


def package(name):
    return os.path.join(folder(), "node_modules", name)
