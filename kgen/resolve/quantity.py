"""Owns Kubernetes' quantities: reading them and comparing them, exactly."""

import re
from decimal import Decimal

_QUANTITY = re.compile(r"\+?(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?P<suffix>[numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]+)?")
_FACTORS = {
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "": Decimal(1),
    "k": Decimal(10**3),
    "M": Decimal(10**6),
    "G": Decimal(10**9),
    "T": Decimal(10**12),
    "P": Decimal(10**15),
    "E": Decimal(10**18),
    "Ki": Decimal(2**10),
    "Mi": Decimal(2**20),
    "Gi": Decimal(2**30),
    "Ti": Decimal(2**40),
    "Pi": Decimal(2**50),
    "Ei": Decimal(2**60),
}


def amount(quantity: str) -> Decimal | None:
    """What a quantity is worth: cores, bytes, or pieces. None where the text is no quantity."""
    match = _QUANTITY.fullmatch(quantity)
    if match is None:
        return None
    suffix = match["suffix"] or ""
    if suffix in _FACTORS:
        return Decimal(match["number"]) * _FACTORS[suffix]
    return Decimal(match["number"] + suffix)
