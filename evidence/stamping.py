"""Time stamps by RFC 3161: an authority signs that the manifest was there at a time.

Asked for where the setting `timestamp_server` names one; only the manifest's hash goes there. RFC 3161: Adams et al.
2001, Internet X.509 Public Key Infrastructure Time-Stamp Protocol.
"""

import hashlib
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from workspace.errors import RingtraceError

LARGEST = 1 << 20  # bytes of an answer
_WAIT = 20  # seconds
_TYPES = ("application/timestamp-query", "application/timestamp-reply")


@dataclass(frozen=True)
class Stamp:
    """A time stamp about the content: its time as ISO 8601, in UTC.

    `trusted`: signed, by a chain that ends in a root that was given; else only that it is about the content is known.
    """

    when: str
    trusted: bool


def stamp(content: bytes, server: str, roots: Path | None) -> bytes:
    """The authority's answer about some content, as DER; with roots, one that they vouch for.

    Raises:
        RingtraceError: the address does not fit, nobody answers, or the answer does not fit what was asked.
    """
    if urlsplit(server).scheme not in ("http", "https"):
        raise RingtraceError(f"timestamp_server {server} is no address of the web. Name one such as https://tsa/tsr")
    builder = TimestampRequestBuilder().data(content).hash_algorithm(HashAlgorithm.SHA256)
    asked = builder.nonce(nonce=True).cert_request(cert_request=True).build()
    request = urllib.request.Request(server, asked.as_bytes(), {"Content-Type": _TYPES[0], "Accept": _TYPES[1]})  # noqa: S310 # http or https, see above
    try:
        with urllib.request.urlopen(request, timeout=_WAIT) as answer:  # noqa: S310 # nosec B310 # http or https, see above
            found = bytes(answer.read(LARGEST + 1))
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        raise RingtraceError(
            f"The time stamp server {server} gives no time stamp: {getattr(error, 'reason', error)}. Nothing was "
            "exported. Try again, or take timestamp_server out of the settings."
        ) from error
    checked(found, content, roots, nonce=asked.nonce)
    return found


def checked(answer: bytes, content: bytes, roots: Path | None, *, nonce: int | None = None) -> Stamp:
    """What an answer says of some content.

    Raises:
        RingtraceError: it is no time stamp, is one of other content, was changed, or its chain does not end in a root.
    """
    try:
        response = decode_timestamp_response(answer)
        if response.status not in (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS):
            raise RingtraceError(f"the authority refused: {response.status_string or response.status}")
        if roots:
            builder = VerifierBuilder(nonce=nonce)
            for certificate in _certificates(roots):
                builder = builder.add_root_certificate(certificate)
            builder.build().verify_message(response, content)
        else:
            _about(response, content, nonce)
        when = response.tst_info.gen_time.astimezone(UTC).isoformat(timespec="seconds")
    except (VerificationError, ValueError) as error:
        raise RingtraceError(f"the time stamp does not hold: {error}") from error
    return Stamp(when, roots is not None)


def _about(response: TimeStampResponse, content: bytes, nonce: int | None) -> None:
    """Whether an answer is about some content; without roots nobody can tell who signed it."""
    told = response.tst_info
    if told.message_imprint.message != hashlib.sha256(content).digest():
        raise RingtraceError("the time stamp does not hold: it is about other content")
    if nonce is not None and told.nonce != nonce:
        raise RingtraceError("the time stamp does not hold: it answers another question")


def _certificates(file: Path) -> list[Certificate]:
    try:
        return load_pem_x509_certificates(file.read_bytes())
    except (OSError, ValueError) as error:
        raise RingtraceError(f"timestamp_roots {file} holds no certificates as PEM: {error}") from error
