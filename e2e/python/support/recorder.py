"""An upstream that keeps every request as it came, and answers as it is told."""

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field

FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Seen:
    line: str
    headers: list
    body: bytes = b""
    is_complete: bool = False

    def all(self, name):
        return [value for own, value in self.headers if own == name]


@dataclass
class Recorder:
    url: str = ""
    seen: list = field(default_factory=list)
    # What every request is answered with; less than a whole answer breaks off in its midst.
    answer: bytes = FINE
    # Whether the connection is cut before the body is read.
    is_dying: bool = False

    def _serve(self, connection):
        with connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                headers = []
                while (header := stream.readline().decode("latin-1").rstrip("\r\n")):
                    name, value = header.split(":", 1)
                    headers.append((name.lower(), value.strip()))
                seen = Seen(line.decode("latin-1").strip(), headers)
                self.seen.append(seen)
                if self.is_dying:
                    return
                length = int((seen.all("content-length") or ["0"])[0])
                seen.body = stream.read(length)
                seen.is_complete = len(seen.body) == length
                if not seen.is_complete:
                    return
                connection.sendall(self.answer)
                if self.answer != FINE:
                    return


@contextmanager
def recorder():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Recorder(f"http://127.0.0.1:{listener.getsockname()[1]}")

        def accept():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=made._serve, args=[connection], daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield made
