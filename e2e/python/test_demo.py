"""The demonstration: what it shows, and that its server goes on."""

import signal
import subprocess
import threading
import urllib.request

from support.server import binary

END = "# The server goes on"


def test_it_shows_an_allowed_and_a_refused_call_and_leaves_the_server_running(environment):
    words = [str(binary()), "demo", "--listen", "127.0.0.1:0", "--imds", "127.0.0.1:0"]
    clean = {"PATH": "/usr/bin:/bin", "TMPDIR": str(environment)}
    process = subprocess.Popen(words, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    watch = threading.Timer(60, process.kill)
    watch.start()
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip())
        if line.startswith(END):
            break
    shown = "\n".join(lines)
    assert lines[-1].startswith(END), shown
    assert lines[lines.index("# It reads what its role allows …") + 2] == "  hello", shown
    for action in ("s3:ListBucket", "s3:PutObject"):
        assert f"because no identity-based policy allows the {action} action" in shown, shown
    endpoint = next(line.split()[-1] for line in lines if line.startswith("listening on"))
    assert urllib.request.urlopen(f"{endpoint}/_rolecall/health").status == 200
    process.send_signal(signal.SIGTERM)
    process.stdout.read()
    assert process.wait(timeout=30) == 0
    watch.cancel()
    assert not list(environment.glob("rolecall-demo-*")), "its objects are gone"
