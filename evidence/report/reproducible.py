"""The same report gives the same bytes: no time of writing in any file."""

import io
import zipfile
from datetime import UTC, datetime

from evidence.report.blocks import Report

_TIME = (1980, 1, 1, 0, 0, 0)


def moment(report: Report) -> datetime:
    """When the run was made, in UTC and without a zone, as documents keep it."""
    made = datetime.fromisoformat(report.made)
    return (made.astimezone(UTC) if made.tzinfo else made).replace(tzinfo=None)


def same_bytes(archive: bytes) -> bytes:
    """A ZIP packed anew with fixed times."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as former, zipfile.ZipFile(file, "w") as made:
        for name in former.namelist():
            info = zipfile.ZipInfo(name, _TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(info, former.read(name))
    return file.getvalue()
