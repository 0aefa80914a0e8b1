"""Certificates for servers on the loopback interface, made by OpenSSL."""

import subprocess


def certificate(directory, name, by=None, names="IP:127.0.0.1,DNS:localhost"):
    """The files of a certificate and of its key: one that is its own authority, or one that is signed by such."""
    files = directory / f"{name}.pem", directory / f"{name}-key.pem"
    command = ["openssl", "req", "-x509", "-days", "2", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-subj", f"/CN={name}", "-addext", f"subjectAltName={names}", "-out", files[0], "-keyout", files[1]]
    if by:
        command += ["-CA", by[0], "-CAkey", by[1], "-addext", "basicConstraints=critical,CA:FALSE"]
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return files
