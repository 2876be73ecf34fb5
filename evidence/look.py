"""How the bundle draws kinds of members: a colour (Okabe and Ito's, which the colour-blind tell apart) and a shape."""

_LOOKS = {
    "Person": ("#0072b2", "dot"),
    "Card": ("#56b4e9", "square"),
    "Institution": ("#009e73", "box"),
    "Doctor": ("#cc79a7", "diamond"),
    "Drug": ("#8c6bb1", "hexagon"),
    "Batch": ("#b07d3c", "triangle"),
}
_OTHER = ("#8a8f98", "dot")


def colour(kind: str) -> str:
    """The colour of a kind as #rrggbb."""
    return _LOOKS.get(kind, _OTHER)[0]


def shape(kind: str) -> str:
    """The shape of a kind, as vis-network names it."""
    return _LOOKS.get(kind, _OTHER)[1]
