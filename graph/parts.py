"""A Parquet file in parts, for a reader that holds all rows of a file in memory."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq


def in_parts(file: Path, rows: int) -> Iterator[Path]:
    """The file itself where it has at most so many rows; else parts of about as many, each gone when the next is asked.

    Parts are whole row groups, so that one may have more rows than asked for where row groups are larger.
    """
    whole = pq.ParquetFile(file)
    if whole.metadata.num_rows <= rows:
        yield file
        return
    part, groups, held = file.with_suffix(".part.parquet"), [], 0
    for group in range(whole.num_row_groups):
        groups.append(group)
        held += whole.metadata.row_group(group).num_rows
        following = whole.metadata.row_group(group + 1).num_rows if group + 1 < whole.num_row_groups else rows
        if held + following > rows:
            pq.write_table(whole.read_row_groups(groups), part, compression="none", use_dictionary=False)
            yield part
            part.unlink()
            groups, held = [], 0
