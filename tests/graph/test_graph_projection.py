from pathlib import Path

import numpy as np
import pytest
from tiny_snapshot import TOWN, make_workspace

from graph.projected import LABELS, TIES
from graph.projection import Projection, read_projection
from graph.store import NodeRef
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace


@pytest.fixture(scope="module")
def projection(town: Workspace) -> Projection:
    return read_projection(town.require_current())


def ties(projection: Projection) -> set[tuple[str, str, str, int]]:
    return {
        (TIES[kind].name, *sorted((projection.node(a).key, projection.node(b).key)), int(weight))
        for a, b, kind, weight in zip(
            projection.source, projection.target, projection.kind, projection.weight, strict=True
        )
    }


def test_the_ties_are_those_of_the_tables(projection: Projection) -> None:
    assert ties(projection) == {
        ("HOLDS", "0007", "c1", 1),
        ("HOLDS", "0008", "c2", 1),
        ("BOUGHT_AT", "0007", "i1", 2),
        ("COLLECTED_FOR", "0007", "0008", 1),
        ("PRESCRIBED_TO", "0007", "d1", 1),
        ("WORKS_AT", "d1", "i2", 1),
        ("REACHED_BY", "0007", "phone:13800000000", 1),
        ("REACHED_BY", "0008", "phone:13800000000", 1),
        ("LIVES_WITH", "0007", "0008", 1),
        ("ACTS_FOR", "0007", "0008", 1),
        ("SCANNED_FOR", "0007", "81000000000000000001", 1),
        ("SCANNED_FOR", "0008", "81000000000000000001", 1),
        ("SCANNED_AT", "81000000000000000001", "i1", 1),
        ("SCANNED_AT", "81000000000000000001", "i2", 1),
    }


def test_every_node_is_found_by_its_number_and_its_key(projection: Projection) -> None:
    nodes = [projection.node(number) for number in range(len(projection.labels))]
    assert [projection.number(node) for node in nodes] == list(range(len(nodes)))
    assert {node.label for node in nodes} == set(LABELS)
    assert projection.number(NodeRef("Person", "nobody")) is None
    assert projection.number(NodeRef("Person", "zzz")) is None
    assert projection.number(NodeRef("Settlement", "s1")) is None


def test_ties_are_sorted_and_join_each_pair_once(projection: Projection) -> None:
    assert (projection.source < projection.target).all()
    order = np.lexsort((projection.kind, projection.target, projection.source))
    assert (order == np.arange(len(order))).all()


def test_the_arrays_are_mapped_and_cannot_be_written(projection: Projection) -> None:
    assert isinstance(projection.source, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        projection.source[0] = 1


def test_a_projection_not_built_yet_is_told(fresh: Path) -> None:
    workspace = make_workspace(fresh, TOWN)
    with pytest.raises(RingtraceError, match="ringtrace build"):
        read_projection(workspace.require_current())
