"""The programs, their cells, and how to build and start them."""
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent
PEERS = pathlib.Path(os.environ.get("PEERS_BUILD", HERE / ".build/peers"))
OURS = HERE / ".build/release/Benchmarks"
RESULTS = HERE / ".build/results"

WORKLOADS = ["W1", "W2", "W3-lifo", "W3-fifo", "W3-rand", "W4", "W5", "W6", "W7-fallback", "W7-segregator", "W8",
             "W9", "W10", "scope"]
PRELOADS = {"jemalloc": "libjemalloc.so.2", "mimalloc": "libmimalloc.so", "tcmalloc": "libtcmalloc_minimal.so",
            "tbb": "libtbbmalloc_proxy.so.2"}
# The peers of W8 that reset an arena; the others give each node back.
W8_ARENAS = {"bumpalo", "typed-arena", "d-region", "pmr-monotonic", "boost-monotonic", "foonathan-stack", "c-bump"}
NOT_A_LIMIT = {"c-loop", "c-ring"}  # the loop without an allocator


def library(name):
    path = subprocess.run(["gcc", "-print-file-name=" + name], capture_output=True, text=True).stdout.strip()
    return os.path.realpath(path) if path.startswith("/") else None


def programs():
    """Name, path and environment of every program that is there; what is missing is named on stderr."""
    found = [("swift", OURS, {})]
    for name in ["c_limit", "rust_peers", "d_peers", "cpp_composed"]:
        found.append((name, PEERS / name, {}))
    found.append(("glibc", PEERS / "cpp_general", {"PEERS_NAME": "glibc"}))
    for name, file in PRELOADS.items():
        path = library(file)
        if path:
            found.append((name, PEERS / "cpp_general", {"PEERS_NAME": name, "LD_PRELOAD": path}))
        else:
            print(f"skipped {name}: {file} is not installed", file=sys.stderr)
    present = []
    for name, path, env in found:
        if path.exists():
            present.append((name, path, env))
        else:
            print(f"skipped {name}: {path.name} is not built", file=sys.stderr)
    return present


def lines(path, env, check=True, arguments=()):
    """Runs a program; its lines `workload,allocator,number` as tuples."""
    done = subprocess.run([path, *arguments], env={**os.environ, **env}, capture_output=True, text=True)
    if check and done.returncode != 0:
        print(f"{path.name} failed ({done.returncode}): {done.stderr.strip()[-300:]}", file=sys.stderr)
    result = []
    for line in done.stdout.splitlines():
        fields = line.split(",")
        if len(fields) == 3:
            result.append((fields[0], fields[1], float(fields[2])))
    return result


def build_product(name):
    """SwiftPM keeps a frame pointer in every function unless it is told not to; the peers' compilers do not.

    There is no debug information: valgrind stops at that of Swift 6.3.
    """
    subprocess.run(["swift", "build", "-c", "release", "--omit-frame-pointers", "-debug-info-format", "none",
                    "--package-path", HERE, "--product", name], check=True, stdout=sys.stderr)


def build(peers=True):
    build_product("Benchmarks")
    if not peers:
        return
    if subprocess.run([HERE / "Peers/build"], stdout=sys.stderr).returncode != 0:
        sys.exit("a peer draws other streams")
    digests = [subprocess.run([path, "--check"], capture_output=True, text=True).stdout.splitlines()
               for path in (OURS, PEERS / "c_limit") if path.exists()]
    digests = [[line for line in each if line.startswith("check,")] for each in digests]
    if digests[0] != digests[-1]:
        sys.exit("Benchmarks draws other streams than the peers")


def is_ours(program, allocator):
    return program == "swift" and not allocator.startswith("swift-")


def kind(workload, allocator):
    """Cells are compared within a kind: W8 has arenas and heaps, the other workloads one kind."""
    if workload != "W8":
        return workload
    arena = allocator in W8_ARENAS or allocator.startswith("Scope") or allocator == "swift-class-arena"
    return "W8 arena" if arena else "W8 nodes"


def order(name):
    """Sorts W2 before W10, and what has no number last."""
    head = name.split()[0].split("-")[0]
    return int(head[1:]) if head[1:].isdigit() else 99, name
