"""A searched workspace with hostile and Chinese names, and a bundle of its first ring."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from evidence.bundle import export_ring
from evidence.options import Options
from tests.dashboards.conftest import searched_city, write_workspace
from workspace.settings import Settings
from workspace.snapshots import Workspace

RING = "R-AAAA01"
WHEN = datetime(2026, 4, 2, 8, 30, tzinfo=UTC)


def options(**changed):
    return Options(**{"by": "王检查", "why": "case 2026-17", "when": WHEN, **changed})


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    return Workspace.open(write_workspace(tmp_path_factory.mktemp("evidence") / "w"))


@pytest.fixture(scope="session")
def bundle(workspace, tmp_path_factory):
    out = tmp_path_factory.mktemp("bundle") / "ring.zip"
    export_ring(workspace, RING, out, options())
    return out


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """A small city that was loaded, built and searched."""
    return searched_city(tmp_path_factory.mktemp("evidence_city"))


def contents(file):
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def key_pair(folder: Path):
    """The files of a fresh private key, as 0600, and of its public key."""
    key = Ed25519PrivateKey.generate()
    private, public = folder / "key.pem", folder / "key.pub"
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    private.chmod(0o600)
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return private, public


def signing(workspace, private):
    return Workspace(workspace.path, Settings(signing_key=str(private)))
