"""Runs another program under limits: whoever reads what strangers wrote can neither grow nor run long, whatever it is.

It is started by its path, not as a module of the package: importing the package would bring the whole application, and
its secrets, into that process. `confined.py SECONDS PROGRAM ARGUMENT …`: a `.py` is run in this process, anything else
takes its place.
"""

from __future__ import annotations

import os
import resource
import runpy
import sys

MEGABYTE = 1024 * 1024
LIMITS = {
    resource.RLIMIT_AS: 512 * MEGABYTE,
    resource.RLIMIT_FSIZE: 8 * MEGABYTE,
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_CORE: 0,
}


def limit(seconds: int) -> None:
    """From here on this process has so much processor time, and no more room than `LIMITS` says."""
    for what, most in {**LIMITS, resource.RLIMIT_CPU: seconds}.items():
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit(int(sys.argv[1]))
    sys.argv = sys.argv[2:]
    # Only below the limits: even loading a codec is work on a stranger's behalf.
    if sys.argv[0].endswith(".py"):
        runpy.run_path(sys.argv[0], run_name="__main__")
    else:
        os.execv(sys.argv[0], sys.argv)  # noqa: S606 - a program by its whole path, chosen by us
