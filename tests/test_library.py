"""The library as others use it: installed into a folder, found by CMake and by pkg-config, and called from C,
C++ and Python. $WEIR_BUILD is a build with WEIR_LIBRARY."""

import ctypes
import os
import shutil
import subprocess
import unittest

from harness import GITHUB, WeirTest, sample

BUILD = os.environ.get("WEIR_BUILD", "")
HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=600, **more)
    if done.returncode != 0:
        raise AssertionError(f"{command}: exit {done.returncode}\n{done.stdout.decode(errors='replace')}")
    return done.stdout


class Library(WeirTest):
    def setUp(self):
        super().setUp()
        self.prefix = os.path.join(self.box, "prefix")
        run("cmake", "--install", BUILD, "--prefix", self.prefix)
        self.lib = os.path.join(self.prefix, "lib")
        if not os.path.isdir(os.path.join(self.lib, "cmake")):  # multi-arch folders
            self.lib = next(os.path.dirname(d) for d, _, _ in os.walk(self.lib) if d.endswith("/cmake"))
        self.text = b'{"user": "x", "token": "' + sample(GITHUB) + b'"}\nand again ' + sample(GITHUB) + b"\n"
        start = self.text.index(sample(GITHUB))
        self.first = b"%s %d %d\n" % (GITHUB.encode(), start, start + len(sample(GITHUB)))

    def try_consumer(self, program):
        env = dict(os.environ, LD_LIBRARY_PATH=self.lib)
        vault = os.path.join(self.box, "v" + os.path.basename(program))
        os.mkdir(vault)
        for text in (self.text, b"nothing to see\n", b""):
            out = run(program, vault, input=text, env=env)
            self.assertEqual(out.startswith(self.first), text == self.text, out)
            shutil.rmtree(vault)
            os.mkdir(vault)

    def test_all(self):
        """One test, because each needs the installed tree."""
        # What is there.
        for path in ("bin/weir", "share/man/man1/weir.1", "share/bash-completion/completions/weir",
                     "share/zsh/site-functions/_weir", "share/fish/vendor_completions.d/weir.fish",
                     "include/weir.h", "include/weir/api/weir.hpp"):
            self.assertTrue(os.path.getsize(os.path.join(self.prefix, path)) > 0, path)
        self.assertIn(b"weir", run(os.path.join(self.prefix, "bin/weir"), "version"))

        # The shared library gives away its C API and nothing else.
        shared = os.path.join(self.lib, "libweir.so.1")
        names = [line.split()[-1].split("@")[0] for line in
                 run("nm", "-D", "--defined-only", shared).decode().splitlines()]
        names = [name for name in names if name != "WEIR_1"]
        self.assertGreater(len(names), 25)
        self.assertEqual([name for name in names if not name.startswith("weir_")], [])
        header = open(os.path.join(HERE, "..", "src", "api", "weir.h")).read()
        for name in names:
            self.assertIn(name + "(", header)

        # By CMake.
        build = os.path.join(self.box, "build")
        run("cmake", "-S", os.path.join(HERE, "consumer"), "-B", build, "-DCMAKE_BUILD_TYPE=Release",
            "-DCMAKE_PREFIX_PATH=" + self.prefix)
        run("cmake", "--build", build, "--parallel", "2")
        for name in ("consumer_c", "consumer_c_static", "consumer_cpp"):
            self.try_consumer(os.path.join(build, name))

        # By pkg-config.
        env = dict(os.environ, PKG_CONFIG_PATH=os.path.join(self.lib, "pkgconfig"))

        def flags(package):
            # The prefix of the files is where weir was meant to go; this tree lies elsewhere.
            return run("pkg-config", "--define-variable=prefix=" + self.prefix, "--cflags", "--libs", package,
                       env=env).decode().split()

        def path(name):
            return os.path.join(self.box, name)

        run("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", os.path.join(HERE, "consumer", "consumer.c"),
            "-o", path("pc_c"), *flags("weir"))
        self.try_consumer(path("pc_c"))
        run("c++", "-std=c++20", os.path.join(HERE, "consumer", "consumer.cc"), "-o", path("pc_cpp"),
            *flags("weir-cpp"))
        self.try_consumer(path("pc_cpp"))

        # From Python, in a process of its own so that nothing of the library stays in this one.
        script = path("call.py")
        with open(script, "w") as file:
            file.write(CALL)
        out = run("python3", "-B", script, shared, input=self.text)
        self.assertTrue(out.startswith(self.first), out)


CALL = '''
import ctypes, sys
weir = ctypes.CDLL(sys.argv[1])
text = sys.stdin.buffer.read()
class Finding(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t)] + [(n, ctypes.c_uint64) for n in
                ("start", "end", "line", "column")] + [("confidence", ctypes.c_int32), ("reserved", ctypes.c_int32)] + [
                (n, ctypes.c_char_p) for n in ("rule", "name", "secret_class", "severity", "trail")]
weir.weir_last_error.restype = ctypes.c_char_p
weir.weir_result_count.restype = ctypes.c_size_t
scanner, result = ctypes.c_void_p(), ctypes.c_void_p()
assert weir.weir_abi_version() == 1
assert weir.weir_scanner_new(None, ctypes.byref(scanner)) == 0, weir.weir_last_error()
assert weir.weir_scan(scanner, text, ctypes.c_size_t(len(text)), ctypes.byref(result)) == 0
for i in range(weir.weir_result_count(result)):
    f = Finding(struct_size=ctypes.sizeof(Finding))
    assert weir.weir_result_finding(result, ctypes.c_size_t(i), ctypes.byref(f)) == 0
    assert f.line >= 1 and f.secret_class and f.severity and f.trail == b""
    print(f.rule.decode(), f.start, f.end)
assert weir.weir_result_finding(result, ctypes.c_size_t(99), ctypes.byref(f)) == 1
assert weir.weir_last_error()
weir.weir_result_free(result)
weir.weir_scanner_free(scanner)
'''

if __name__ == "__main__":
    unittest.main()
