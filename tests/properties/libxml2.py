"""libxml2's verdict on a document, its known errors minded."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

_NESTED = (
    ("name", "uuid", "hwuuid", "genid"),
    ("on_poweroff", "on_reboot", "on_crash", "on_lockfailure"),
)
"""The interleaves inside domain's interleave (``ids`` and ``events`` in domaincommon.rng)."""


def is_valid(validator: etree.RelaxNG, root: etree._Element) -> bool:
    """Whether libxml2 finds a document valid, or would but for one thing.

    Of an interleave that stands inside another, libxml2 wants the elements together; RELAX NG lets those of the outer
    one stand between them (specification, 6.2.7 and 9.3.4; jing takes them).
    """
    return validator.validate(root) or validator.validate(_brought_together(root))


def _brought_together(root: etree._Element) -> etree._Element:
    copy = deepcopy(root)
    for domain in copy.iter("domain", "inactiveDomain"):
        for names in _NESTED:
            found = [child for child in domain if child.tag in names]
            for child in found[:0:-1]:
                found[0].addnext(child)
    return copy
