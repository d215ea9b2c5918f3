"""How the web processes run: two of them with four threads each, on the loopback, behind a proxy where there is one."""

import os
from pathlib import Path

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4

# A phone on a bad network sends slowly; its thread may wait, the worker's heartbeat goes on beside it.
timeout = 60
graceful_timeout = 10
# Proxies keep their connections for about a minute: ours must not close first.
keepalive = 75

# The heartbeat file must not lie on a disk that can be busy.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# Nothing is written outside the tree.
control_socket_disable = True


def pre_request(_worker, request):
    """Close the connection after a piece of a file: gunicorn would read on for seconds behind a refused one."""
    if request.method == "PATCH" or request.path == "/api/uploads":
        request.force_close()
