"""Certificates made anew in each run, HTTPS listeners and real TLS clients, for tests."""

import base64
import collections
import hashlib
import os
import socket
import ssl
import subprocess
import tempfile
import time

from manager_harness import Clients


class Pair(collections.namedtuple("Pair", "chain key")):
    """PEM texts; `mark` tells a pair from all others."""

    @property
    def mark(self):
        return hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.chain)).hexdigest()


KEYS = {
    "ec": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "p384": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"],
    "p521": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521"],
    "p224": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-224"],
    "explicit": ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt",
                 "ec_param_enc:explicit"],
    "ed25519": ["-newkey", "ed25519"],
    "rsa": ["-newkey", "rsa:2048"],
    "rsa3072": ["-newkey", "rsa:3072"],
    "rsa1024": ["-newkey", "rsa:1024"],
    "rsa-pss": ["-newkey", "rsa-pss", "-pkeyopt", "rsa_keygen_bits:2048"],
}


def make_pair(*names, key="ec", options=()):
    """A self-signed certificate for these names; `key` is one of KEYS."""
    algorithm = KEYS[key]
    with tempfile.TemporaryDirectory() as folder:
        files = [os.path.join(folder, name) for name in ("chain", "key")]
        subprocess.run(
            ["openssl", "req", "-x509", *algorithm, "-nodes", "-days", "2", "-out", files[0],
             "-keyout", files[1], "-subj", "/O=meshgate test",
             *(["-addext", "subjectAltName=" + ",".join("DNS:" + name for name in names)]
               if names else []), *options],
            check=True, capture_output=True)
        texts = []
        for path in files:
            with open(path, encoding="ascii") as file:
                texts.append(file.read())
        return Pair(*texts)


def _encoded(text):
    return base64.b64encode(text.encode()).decode()


def secret(name, chain, key, namespace="demo"):
    """A Secret of these texts, which need not belong together."""
    return f"""
apiVersion: v1
kind: Secret
metadata: {{name: {name}, namespace: {namespace}}}
type: kubernetes.io/tls
data: {{tls.crt: {_encoded(chain)}, tls.key: {_encoded(key)}}}
"""


def https(name, port, hostname, *refs, options="{}"):
    """A listener in flow style. `refs`: names of Secrets, "NAMESPACE/NAME" where it is not demo."""
    entries = []
    for ref in refs:
        namespace, _, own = ref.rpartition("/")
        entries.append(f"{{name: {own}" + (f", namespace: {namespace}" if namespace else "") + "}")
    host = f"hostname: '{hostname}', " if hostname else ""
    return (f"{{name: {name}, port: {port}, {host}protocol: HTTPS, "
            f"tls: {{options: {options}, certificateRefs: [{', '.join(entries)}]}}}}")


class Client:
    """One TLS connection; `mark` is that of the certificate it was given."""

    def __init__(self, port, name, ciphers=None, alpn=("http/1.1",)):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE  # who signed it is not what these tests are about
        context.set_alpn_protocols(list(alpn))
        if ciphers is not None:  # from before TLS 1.3, where they name the kind of certificate
            context.maximum_version = ssl.TLSVersion.TLSv1_2
            context.set_ciphers(ciphers)
        raw = socket.create_connection(("127.0.0.1", port), timeout=30)
        try:
            self._socket = context.wrap_socket(raw, server_hostname=name)
        except BaseException:
            raw.close()
            raise
        self.mark = hashlib.sha256(self._socket.getpeercert(binary_form=True)).hexdigest()
        self.alpn = self._socket.selected_alpn_protocol()
        self.version = self._socket.version()

    def get(self, host, path="/"):
        """(status code, whole answer) of a request; the connection stays open."""
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._receive()
        head, _, body = answer.partition(b"\r\n\r\n")
        length = 0
        for line in head.split(b"\r\n"):
            field, _, value = line.partition(b":")
            if field.lower() == b"content-length":
                length = int(value)
        while len(body) < length:
            body += self._receive()
        return int(head.split()[1]), (head + b"\r\n\r\n" + body).decode()

    def _receive(self):
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionError("closed in an answer")
        return received

    def close(self):
        self._socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *unused):
        self.close()


def mark_of(port, name, **keywords):
    """Which certificate clients that ask for `name` get; None when there is no handshake."""
    try:
        with Client(port, name, **keywords) as client:
            return client.mark
    except (OSError, ssl.SSLError):
        return None


def is_refused(port):
    """Nobody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=30).close()
        return False
    except ConnectionRefusedError:
        return True
    except ConnectionResetError:  # by a socket that is being closed right now
        return False


class Handshakes(Clients):
    """Clients that connect anew all the time.

    `outcomes` counts the connections by mark, or by the text of an error.
    """

    def __init__(self, port, name, clients=2):
        super().__init__(clients)
        self._port, self._name = port, name

    def _run(self):
        while not self._ended.is_set():
            try:
                with Client(self._port, self._name) as client:
                    status, _ = client.get(self._name)
                    outcome = client.mark if status == 200 else f"status {status}"
            except (OSError, ssl.SSLError) as error:
                outcome = repr(error)
            self._note(outcome)
            time.sleep(0.002)
