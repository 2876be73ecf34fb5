"""gettext catalogues, read as they are committed (`.po`), so that nothing need be compiled; each once a process."""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


@cache
def read_catalogue(file: Path, locale: str) -> gettext.NullTranslations:
    """The translations of a file; none, so that texts stay English, where there is no file."""
    if not file.is_file():
        return gettext.NullTranslations()
    with file.open("rb") as source:
        read = read_po(source, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, read)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
