"""Masking of names for the layers above; what it does stands in `graph.masking`, which queries use as well."""

from graph.masking import masked, masked_value, shown_name

__all__ = ["masked", "masked_value", "shown_name"]
