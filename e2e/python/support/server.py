"""A `rolecall serve` process, started on a free port of the loopback interface and always ended by its process id."""

import os
import queue
import re
import signal
import subprocess
import threading
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
ACCOUNT = "111122223333"
REGION = "us-east-1"

# A server that has not said where it listens by then never will; a healthy one takes milliseconds.
START_SECONDS = 60
STOP_SECONDS = 30


@dataclass(frozen=True)
class Credentials:
    """An access key, with the session token that temporary ones have."""

    key: str
    secret: str
    token: str | None = None

    @staticmethod
    def of(answer):
        """From the `Credentials` member of an answer of STS."""
        return Credentials(answer["AccessKeyId"], answer["SecretAccessKey"], answer["SessionToken"])


def binary():
    """The program under test."""
    named = os.environ.get("ROLECALL_BIN")
    built = [ROOT / "target" / profile / "rolecall" for profile in ("release", "debug")]
    for path in [Path(named)] if named else built:
        if path.exists():
            return path
    raise FileNotFoundError("no server to test: set ROLECALL_BIN, or run `cargo build --release -p rolecall`")


class Server:
    """One server. Without `data` it keeps everything in memory."""

    def __init__(self, data=None, flags=(), environment=None):
        self.data = data
        self.flags = list(flags)
        self.environment = environment or {}
        self.credentials = None
        self.output = []
        self.process = None
        self.endpoint = None

    def command(self, listen, flags):
        where = ["--data", str(self.data)] if self.data else ["--ephemeral"]
        return [str(binary()), "serve", *where, "--listen", listen, "--account", ACCOUNT, *self.flags, *flags]

    def start(self, listen="127.0.0.1:0", flags=()):
        """Starts the process and waits until it says where it listens."""
        environment = {"PATH": os.environ["PATH"], **self.environment}
        self.process = subprocess.Popen(
            self.command(listen, flags),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        lines = queue.Queue()
        self.reader = threading.Thread(target=self._read, args=(self.process.stdout, lines), daemon=True)
        self.reader.start()
        exports = {}
        while (line := self._next(lines)) is not None:
            if export := re.match(r"\s*export (\w+)=(\S+)", line):
                exports[export[1]] = export[2]
            if listening := re.search(r"listening on (https?://\S+)", line):
                self.endpoint = listening[1]
                break
        else:
            self.kill()
            raise RuntimeError("the server did not start:\n" + "".join(self.output))
        # The keys are printed at the first start only; the file holds them also later.
        if "AWS_ACCESS_KEY_ID" in exports:
            self.credentials = Credentials(exports["AWS_ACCESS_KEY_ID"], exports["AWS_SECRET_ACCESS_KEY"])
        self.exports = exports
        return self

    def _read(self, stream, lines):
        for line in stream:
            self.output.append(line)
            lines.put(line)
        lines.put(None)

    @staticmethod
    def _next(lines):
        try:
            return lines.get(timeout=START_SECONDS)
        except queue.Empty:
            return None

    @property
    def address(self):
        """Host and port."""
        host, port = self.endpoint.split("//")[1].rsplit(":", 1)
        return host, int(port)

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def stop(self):
        """Asks the process to end, and gives its exit code."""
        if self.is_running():
            self.process.terminate()
        return self._gone()

    def kill(self):
        """Ends the process as a power failure would."""
        if self.is_running():
            self.process.send_signal(signal.SIGKILL)
        return self._gone()

    def _gone(self):
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.reader.join(STOP_SECONDS)
            self.process.stdout.close()

    def restart(self, *flags):
        """Stops the process, and starts another at the same address on the same data."""
        host, port = self.address
        self.stop()
        return self.start(f"{host}:{port}", flags)

    def __enter__(self):
        return self if self.process else self.start()

    def __exit__(self, *_):
        if self.is_running():
            self.kill()
