"""Personal values as they may be shown to anyone: enough to tell people apart in a list, not to know who they are."""

# What is personal in the graph, by label and property. Ids by which rings and members are named are not: they are
# opaque, and lead nowhere without the tables. A card's id is the number on the credential, so it is.
PERSONAL = {
    ("Person", "name"): "name",
    ("Person", "phone"): "phone",
    ("Person", "address"): "address",
    ("Person", "id_number"): "credential",
    ("Doctor", "name"): "name",
    ("Institution", "legal_representative"): "name",
    ("Card", "card_id"): "credential",
    ("Contact", "contact_id"): "contact",
    ("Contact", "value"): "contact",
}
# The same in the tables, in the order in which a kind is told of a value that stands in several.
PERSONAL_COLUMNS = {
    ("persons", "id_number"): "credential",
    ("cards", "card_id"): "credential",
    ("persons", "phone"): "phone",
    ("persons", "address"): "address",
    ("persons", "name"): "name",
    ("doctors", "name"): "name",
    ("institutions", "legal_representative"): "name",
}
PERSONAL_KINDS = ("name", "phone", "address", "credential", "contact")


def masked(name: str | None) -> str:
    """`王*`, `欧***`, `A***`: the first character, then stars.

    A name in Chinese keeps its length, since that is how such lists are read; any other name does not, since
    length and initials together would often give it away. Empty stays empty.
    """
    plain = (name or "").strip()
    if not plain:
        return ""
    chinese = all("\u3400" <= character <= "\u9fff" for character in plain)
    return plain[0] + "*" * (max(len(plain) - 1, 1) if chinese else 3)


def shown_name(label: str, name: str) -> str:
    """The name of a node of a kind: masked where it is a person's."""
    return masked(name) if (label, "name") in PERSONAL else name


def masked_value(value: str) -> str:
    """The last four characters of a phone or address, enough to tell two apart."""
    return f"…{value[-4:]}" if len(value) > 6 else "…"


def masked_as(kind: str, value: str) -> str:
    """A value of one of `PERSONAL_KINDS`; of a contact its kind stays, as in `phone …1234`."""
    if kind == "name":
        return masked(value)
    if kind == "contact":
        what, mark, number = value.partition(":")
        return f"{what} {masked_value(number)}" if mark else masked_value(value)
    return masked_value(value)
