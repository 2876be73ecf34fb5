"""A reverse proxy for tests that adds one header to every answer: what an operator's nginx would do."""

import socket
import threading
from contextlib import contextmanager
from urllib.parse import urlparse


@contextmanager
def with_header(address, name, value):
    """The address of a proxy before `address`, whose answers bear the header."""
    target = urlparse(address)
    line = f"{name}: {value}\r\n".encode()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(
                target=_passed, args=(connection, (target.hostname, target.port), line), daemon=True
            ).start()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.close()


def _passed(browser, target, line):
    """One request there and its answer back, then whatever follows as it is: web sockets go on, others end."""
    with browser, socket.create_connection(target) as app:
        head, rest = _head(browser)
        if not head:
            return
        kept = [one for one in head.split(b"\r\n") if not one.lower().startswith(b"connection:")]
        upgrade = b"upgrade: websocket" in head.lower()
        kept.insert(1, b"Connection: Upgrade" if upgrade else b"Connection: close")
        app.sendall(b"\r\n".join(kept) + b"\r\n\r\n" + rest)
        sending = threading.Thread(target=_copied, args=(browser, app), daemon=True)
        sending.start()
        head, rest = _head(app)
        status, _, others = head.partition(b"\r\n")
        browser.sendall(status + b"\r\n" + line + others + b"\r\n\r\n" + rest)
        _copied(app, browser)


def _head(source):
    """The lines of a message before its body, and what of the body came with them."""
    read = b""
    while b"\r\n\r\n" not in read:
        part = source.recv(65_536)
        if not part:
            return b"", b""
        read += part
    head, _, rest = read.partition(b"\r\n\r\n")
    return head, rest


def _copied(source, target):
    try:
        while part := source.recv(65_536):
            target.sendall(part)
    except OSError:
        return
