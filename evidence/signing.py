"""Signatures of a bundle's manifest: Ed25519 (RFC 8032), by a key in a file that only its owner may read."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from workspace.errors import RingtraceError

_MEANT_FOR = b"ringtrace evidence manifest 1\n"  # so that a signature is never good for anything else
_MAKE = "Make one: (umask 077; openssl genpkey -algorithm ed25519 -out FILE)"


@dataclass(frozen=True)
class Signature:
    """A signature with the public key that made it, 32 bytes in hexadecimal."""

    public_key: str
    signature: str

    def to_json(self) -> bytes:
        """As it stands in manifest.sig."""
        told = {"algorithm": "Ed25519", "public_key": self.public_key, "signature": self.signature}
        return (json.dumps(told, indent=1) + "\n").encode()

    @classmethod
    def of_json(cls, content: bytes) -> "Signature":
        """Read manifest.sig.

        Raises:
            RingtraceError: it is none.
        """
        try:
            told = json.loads(content)
            return cls(str(told["public_key"]), str(told["signature"]))
        except (ValueError, KeyError, TypeError) as error:
            raise RingtraceError(f"manifest.sig is no signature: {error}") from error

    def fits(self, manifest: bytes) -> bool:
        """Whether the holder of the key signed this manifest."""
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.public_key))
            key.verify(bytes.fromhex(self.signature), _MEANT_FOR + manifest)
        except (InvalidSignature, ValueError):
            return False
        return True


def fingerprint(public_key: str) -> str:
    """A short name of a public key: the start of its sha256."""
    return hashlib.sha256(bytes.fromhex(public_key)).hexdigest()[:16]


def sign(manifest: bytes, key_file: Path) -> Signature:
    """Sign a manifest.

    Raises:
        RingtraceError: the key is missing, of another kind, or others may read it.
    """
    key = _private(key_file)
    return Signature(_hex(key.public_key()), key.sign(_MEANT_FOR + manifest).hex())


def public_key(file: Path) -> str:
    """The public key of a PEM file of a public key, or of a private one; hexadecimal.

    Raises:
        RingtraceError: it holds neither.
    """
    content = _read(file)
    if b"PRIVATE KEY" in content:
        return _hex(_private(file).public_key())
    try:
        key = load_pem_public_key(content)
    except (ValueError, TypeError) as error:
        raise RingtraceError(f"{file} holds no public key in PEM: {error}") from error
    if not isinstance(key, Ed25519PublicKey):
        raise RingtraceError(f"{file} holds a key of another kind than Ed25519.")
    return _hex(key)


def _private(file: Path) -> Ed25519PrivateKey:
    content = _read(file)
    mode = file.stat().st_mode & 0o777
    if mode & 0o077:
        raise RingtraceError(f"Others may read the key {file} (mode {mode:04o}). Run: chmod 600 {file}")
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError) as error:  # the message of the library does not repeat the key
        raise RingtraceError(f"{file} holds no private key in PEM without a password. {_MAKE}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise RingtraceError(f"{file} holds a key of another kind than Ed25519. {_MAKE}")
    return key


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise RingtraceError(f"The key {file} cannot be read: {error.strerror}. {_MAKE}") from error


def _hex(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
