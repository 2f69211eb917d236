"""What libxml2 says of any bytes, where its answer counts."""

from __future__ import annotations

from lxml import etree

from tests.relaxng.test_mutations import DEFECTS
from tests.schemas import is_valid

_VERSION = "12.8.0"


class NotWellFormed(Exception):
    """libxml2 says that a document is not well-formed."""


def read_by_libxml2(data: bytes) -> etree._Element | None:
    """The root of a document as libxml2 reads it; ``None`` where it only dislikes a namespace.

    Raises NotWellFormed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        if any(entry.domain_name != "NAMESPACE" for entry in parser.error_log) or not parser.error_log:
            raise NotWellFormed(str(error)) from None
        return None


def libxml2_disagrees(root: etree._Element, verdict: bool) -> bool:
    """Whether libxml2 has another verdict on a document, for none of its known defects."""
    theirs = is_valid(_VERSION, root)
    if theirs == verdict:
        return False
    for defect in DEFECTS:
        if defect.verdict == theirs:
            defect.mend(root)
    return is_valid(_VERSION, root) != verdict
