"""A browser of WebKitGTK that keeps what it stores; MiniBrowser forgets everything when it is driven.

A program of its own: `python keeping_browser.py FOLDER`, started by WebKitWebDriver.
"""

from __future__ import annotations

import ctypes
import signal
import sys
from typing import Any

POINTER = ctypes.c_void_p
SQLITE = 1
PR_SET_PDEATHSIG = 1

libc, gtk, webkit, gobject = (
    ctypes.CDLL(name) for name in ("libc.so.6", "libgtk-3.so.0", "libwebkit2gtk-4.1.so.0", "libgobject-2.0.so.0")
)
# What GTK calls must stay alive as long as GTK does.
callbacks: list[Any] = []


def call(library: ctypes.CDLL, name: str, *arguments: Any) -> POINTER:
    """Call a function that takes pointers, numbers and bytes, and gives a pointer or nothing."""
    function = getattr(library, name)
    function.restype = POINTER
    return POINTER(function(*arguments))


def connect(instance: POINTER, signal: bytes, *, gives: Any = None) -> Any:
    """A decorator: the function hears a signal of two objects, `(sender, subject)`."""

    def connected(function: Any) -> Any:
        callbacks.append(ctypes.CFUNCTYPE(gives, POINTER, POINTER, POINTER)(function))
        call(gobject, "g_signal_connect_data", instance, signal, callbacks[-1], None, None, 0)
        return function

    return connected


def main(folder: str) -> None:
    """Keep everything in `folder`; open a window whenever the driver asks for one."""
    # Without its driver it would stay for ever.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    call(gtk, "gtk_init", None, None)
    place = folder.encode()
    kept = call(
        webkit, "webkit_website_data_manager_new", b"base-data-directory", place, b"base-cache-directory", place, None
    )
    cookies = call(webkit, "webkit_website_data_manager_get_cookie_manager", kept)
    call(webkit, "webkit_cookie_manager_set_persistent_storage", cookies, place + b"/cookies.sqlite3", SQLITE)
    context = call(webkit, "webkit_web_context_new_with_website_data_manager", kept)
    call(webkit, "webkit_web_context_set_automation_allowed", context, 1)

    @connect(context, b"automation-started")
    def started(_context: int, session: int, _data: int) -> None:
        about = call(webkit, "webkit_application_info_new")
        call(webkit, "webkit_application_info_set_name", about, b"MiniBrowser")
        call(webkit, "webkit_automation_session_set_application_info", POINTER(session), about)
        connect(POINTER(session), b"create-web-view", gives=POINTER)(opened)

    def opened(_session: int, _data: int, *_: int) -> int:
        kind = call(webkit, "webkit_web_view_get_type")
        own = (b"web-context", context, b"is-controlled-by-automation", 1, None)
        view = call(gobject, "g_object_new", kind, *own)
        # A page that is left while it writes and is kept for going back holds up the database of all others. Over https
        # `no-store` on our pages forbids keeping them; over http, as here, WebKit does not heed it.
        call(webkit, "webkit_settings_set_enable_page_cache", call(webkit, "webkit_web_view_get_settings", view), 0)
        window = call(gtk, "gtk_window_new", 0)
        call(gtk, "gtk_window_set_default_size", window, 390, 844)
        call(gtk, "gtk_container_add", window, view)
        call(gtk, "gtk_widget_show_all", window)
        return int(view.value or 0)

    call(gtk, "gtk_main")


if __name__ == "__main__":
    main(sys.argv[1])
