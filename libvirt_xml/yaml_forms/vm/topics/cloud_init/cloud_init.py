"""The NoCloud seed of cloud-init: the files that a guest reads at its first boot, and the CD-ROM that carries them.

Nothing here looks at a clock, a random source or the machine: the same content gives the same bytes.
Sources: cloud-init's documentation of the NoCloud data source and of user-data formats, and its ``handlers`` and
``user_data`` modules for what it does silently; ECMA-119 (ISO 9660) and SUSP/RRIP 1.09 for the image.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from libvirt_xml.markup.limits import MAX_DEPTH
from libvirt_xml.messages import Sentence, render

if TYPE_CHECKING:
    from yaml.nodes import Node

CloudContent: TypeAlias = str | bytes | Mapping[str, Any] | Sequence[Any]

LABEL: Final = "cidata"

# File -> its plain ISO 9660 name, as genisoimage would shorten it; in the order in which they are written.
_ISO_NAMES: Final = {
    "meta-data": "META_DAT",
    "network-config": "NETWORK_",
    "user-data": "USER_DAT",
    "vendor-data": "VENDOR_D",
}
_REQUIRED: Final = ("meta-data", "user-data")  # without either one, cloud-init refuses the whole disk

# `{}` because cloud-init 22.4 warns of an "empty cloud config" where nothing follows the header.
_NOTHING: Final = b"#cloud-config\n{}\n"

# What a user-data file may begin with; cloud-init compares lower-case and skips leading whitespace.
# `#cloud-config-archive`, `#cloud-config-jsonp` and `#include-once` begin with another one; `#upstart-job` is gone.
_HEADERS: Final = ("#cloud-config", "#!", "#cloud-boothook", "#include", "#part-handler")
_JINJA: Final = "## template: jinja"  # takes one line; what follows needs a header of its own
_JINJA_CODE: Final = ("{%", "{{", "{#")
_GZIP: Final = b"\x1f\x8b"
_MIME: Final = b"mime-version:"
_MIME_WITHIN: Final = 4096
_SHOWN: Final = 40  # characters of a first line that a message shows


@dataclass(frozen=True, slots=True)
class Seed:
    """What one guest is told: its instance id, and the files by name (``user-data``, ``meta-data``, ...).

    A new instance id makes cloud-init run its first-boot steps again. Raises ``ValueError`` where a file that NoCloud
    requires is missing, or where NoCloud knows no file of that name.
    """

    instance_id: str
    files: Mapping[str, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        for name in _REQUIRED:
            if name not in self.files:
                raise ValueError(render("invalid-value", "seed-without-file", name=name))
        for name in self.files:
            if name not in _ISO_NAMES:
                raise ValueError(render("invalid-value", "seed-file", name=name, names=", ".join(_ISO_NAMES)))

    def to_iso(self) -> bytes:
        """The bytes of a CD-ROM labelled ``cidata``, with Rock Ridge and Joliet names; the same for the same files.

        Raises ``ModuleNotFoundError`` where pycdlib is not installed.
        """
        return _iso({name: self.files[name] for name in _ISO_NAMES if name in self.files})


def make_seed(
    *,
    hostname: str,
    user_data: CloudContent | None = None,
    meta_data: CloudContent | None = None,
    network_config: CloudContent | None = None,
    vendor_data: CloudContent | None = None,
) -> Seed:
    """A seed from what the guest shall be told. Text and bytes are taken as they are; maps and lists become YAML.

    User-data and vendor-data made from a map begin with ``#cloud-config``, from a list with ``#cloud-config-archive``.
    Meta-data made from a map, or not given, names ``instance-id`` and ``local-hostname``: the map's own, or else an
    id derived from everything that the seed says and ``hostname``. Meta-data given as text stays as it is.

    Raises ``ValueError`` for meta-data given as text without an instance id, and for data nested too deeply;
    ``TypeError`` for a list where only a map has a meaning, and for values that YAML has no plain form for.
    """
    files = {"user-data": _NOTHING if user_data is None else _cloud_config("user-data", user_data)}
    if vendor_data is not None:
        files["vendor-data"] = _cloud_config("vendor-data", vendor_data)
    if network_config is not None:
        files["network-config"] = _map("network-config", network_config)
    if isinstance(meta_data, str | bytes):
        files["meta-data"] = _encoded(meta_data)
        return Seed(_id_within(files["meta-data"]), files)
    if not isinstance(meta_data, Mapping | None):
        raise _only_a_map("meta-data", meta_data)
    return _with_meta_data(files, hostname, meta_data or {})


def complaint(user_data: str | bytes, *, is_shown: bool = True) -> Sentence | None:
    """What is wrong with user-data (or vendor-data) that cloud-init would ignore as a whole; ``None`` for all else.

    cloud-init reads only what begins with a header that it knows, is gzip, or is a MIME message; of anything else it
    writes a line into the guest's log and boots without it. Empty user-data is in order. The sentence quotes the first
    line if ``is_shown``.
    """
    data = user_data.encode("utf-8", "surrogatepass") if isinstance(user_data, str) else user_data
    if data.startswith(_GZIP) or _MIME in data[:_MIME_WITHIN].lower():
        return None
    text = data.decode("utf-8", "replace").lstrip()
    if text.lower().startswith(_JINJA):
        text = text.partition("\n")[2].lstrip()
        if text.startswith(_JINJA_CODE):
            return None  # only the guest can tell what the template will begin with
    if not data or text.lower().startswith(_HEADERS):
        return None
    first = text.partition("\n")[0].rstrip()
    return _without_header(first, is_shown=is_shown)


_is_path = re.compile(r"~?[\w./-]+\.(?:ya?ml|cfg|txt|conf)").fullmatch


def _without_header(line: str, *, is_shown: bool) -> Sentence:
    """What a first line that is no header should have been."""
    if is_shown and _is_path(line):
        return render("invalid-value", "user-data-path", path=line)
    if line.startswith("\ufeff"):
        return render("invalid-value", "user-data-mark")
    if re.match(r"#\s+cloud-config\b", line, re.IGNORECASE):
        return render("invalid-value", "user-data-space")
    if re.match(r"content-type\s*:", line, re.IGNORECASE):
        return render("invalid-value", "user-data-mime")
    headers = ", ".join((*_HEADERS, _JINJA))
    if not is_shown:
        return render("invalid-value", "user-data-header-hidden", headers=headers)
    shown = line if len(line) <= _SHOWN else line[:_SHOWN] + "..."
    return render("invalid-value", "user-data-header", headers=headers, line=shown)


def _cloud_config(name: str, content: CloudContent) -> bytes:
    if isinstance(content, str | bytes):
        return _encoded(content)
    if isinstance(content, Mapping):
        return b"#cloud-config\n" + _yaml(name, content)
    if isinstance(content, Sequence):
        return b"#cloud-config-archive\n" + _yaml(name, content)
    raise TypeError(render("wrong-type", "seed-content", name=name, type=type(content).__name__))


def _map(name: str, content: CloudContent) -> bytes:
    if isinstance(content, str | bytes):
        return _encoded(content)
    if isinstance(content, Mapping):
        return _yaml(name, content)
    raise _only_a_map(name, content)


def _only_a_map(name: str, content: object) -> TypeError:
    return TypeError(render("wrong-type", "seed-map", name=name, type=type(content).__name__))


def _encoded(content: str | bytes) -> bytes:
    return content.encode("utf-8") if isinstance(content, str) else content


# --- the instance id


def _with_meta_data(files: dict[str, bytes], hostname: str, given: Mapping[str, Any]) -> Seed:
    """The seed whose meta-data is a map; ``null`` in it counts as not given."""
    meta = {
        key: value for key, value in given.items() if value is not None or key not in ("instance-id", "local-hostname")
    }
    if "local-hostname" not in meta:
        meta = {"local-hostname": hostname, **meta}
    if "instance-id" not in meta:
        meta = {"instance-id": _derived({**files, "meta-data": _yaml("meta-data", meta)}), **meta}
    return Seed(_checked_id(meta["instance-id"]), {**files, "meta-data": _yaml("meta-data", meta)})


def _derived(files: Mapping[str, bytes]) -> str:
    """An id from the files' content; each part is counted, so that no two contents read the same end to end."""
    digest = sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            digest.update(len(part).to_bytes(8, "big") + part)
    return f"iid-{digest.hexdigest()[:16]}"


def _checked_id(value: object) -> str:
    if isinstance(value, bool | float) or not isinstance(value, str | int) or not str(value).strip():
        shown = repr(value) if isinstance(value, bool | float | str) else "a list, a map or a date"  # may have no end
        raise ValueError(render("invalid-value", "instance-id", value=shown))
    return str(value)


def _id_within(meta_data: bytes) -> str:
    """The instance id that meta-data given as text names, read as the guest's YAML 1.1 reader would."""
    from yaml import SafeLoader, YAMLError, compose
    from yaml.nodes import MappingNode, ScalarNode

    try:
        root = compose(meta_data.decode("utf-8"), Loader=SafeLoader)
        values = _values(root)
    except (YAMLError, UnicodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        if mark is None:
            raise ValueError(render("invalid-value", "meta-data-unreadable")) from error
        sentence = render("invalid-value", "meta-data", line=mark.line + 1, column=mark.column + 1)
        raise ValueError(sentence) from error
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError) as error:
        raise ValueError(render("invalid-value", "meta-data-tag")) from error
    pairs = root.value if isinstance(root, MappingNode) else []
    named = [value for key, value in pairs if isinstance(key, ScalarNode) and key.value == "instance-id"]
    if not named or values.get(id(named[-1]), "") is None:
        raise ValueError(render("invalid-value", "meta-data-without-id"))
    return _checked_id(values.get(id(named[-1]), named[-1].value))


def _values(root: Node | None) -> dict[int, object]:
    """The value of each single node below a root, by its identity; what aliases share is looked at once.

    Raises what PyYAML raises for a tag that it does not know, or a text that its tag does not allow.
    """
    from yaml.constructor import SafeConstructor
    from yaml.nodes import ScalarNode

    constructor = SafeConstructor()
    values: dict[int, object] = {}
    stack = [root] if root is not None else []
    while stack:
        node = stack.pop()
        if id(node) in values:
            continue
        if isinstance(node, ScalarNode):
            values[id(node)] = constructor.construct_object(node)
            continue
        values[id(node)] = node.value
        if node.tag not in SafeConstructor.yaml_constructors:
            constructor.construct_undefined(node)
        stack += [part for item in node.value for part in (item if isinstance(item, tuple) else (item,))]
    return values


# --- YAML that a YAML 1.1 reader understands the same way: cloud-init reads with PyYAML

# Text that YAML 1.1 (or PyYAML) takes for a number, a date, a number to base 60 (a MAC address), a truth or nothing.
# Wider than need be: quotes that were not needed do no harm.
_MISREAD: Final = re.compile(
    r"[-+]?[.0-9][-+.:_,0-9a-z \t]*|[-+]?\.(inf|nan)|[~=]|<<|y|n|yes|no|on|off|true|false|null|none|", re.IGNORECASE
).fullmatch
# What not every reader takes as it stands: control characters, the line ends of YAML 1.1, halves of characters.
_ESCAPED: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]").search


def _yaml(name: str, data: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """``data`` as YAML, keys in their order, nothing by reference, no line folded."""
    from yaml import SafeDumper, serialize

    class Dumper(SafeDumper):
        """Items of a list stand to the right of its key."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            super().increase_indent(flow, False)

    text: str = serialize(_node(data, name, 0), Dumper=Dumper, width=1 << 30, allow_unicode=True)
    return text.encode("utf-8", "surrogatepass")


def _node(data: object, path: str, depth: int) -> Node:
    from yaml.nodes import MappingNode, SequenceNode

    if depth > MAX_DEPTH:
        raise ValueError(render("invalid-value", "seed-depth", name=re.split("[.[]", path)[0], most=MAX_DEPTH))
    if isinstance(data, Mapping):
        pairs = [(_scalar(key, path), _node(value, f"{path}.{key}", depth + 1)) for key, value in data.items()]
        return MappingNode("tag:yaml.org,2002:map", pairs, flow_style=False)
    if isinstance(data, Sequence) and not isinstance(data, str | bytes | bytearray):
        items = [_node(value, f"{path}[{index}]", depth + 1) for index, value in enumerate(data)]
        return SequenceNode("tag:yaml.org,2002:seq", items, flow_style=False)
    return _scalar(data, path)


def _scalar(value: object, path: str) -> Node:
    from yaml.nodes import ScalarNode

    kind, text, style = _written(value, path)
    return ScalarNode(f"tag:yaml.org,2002:{kind}", text, style=style)


def _written(value: object, path: str) -> tuple[str, str, str | None]:
    """Kind, text and style of a plain value."""
    match value:
        case None:
            return "null", "null", None
        case bool():
            return "bool", "true" if value else "false", None
        case int():
            return "int", str(int(value)), None
        case float():
            return "float", _decimal(float(value)), None
        case str():
            return "str", str(value), _style(value)
    raise TypeError(render("wrong-type", "seed-value", path=path, type=type(value).__name__))


def _decimal(value: float) -> str:
    """A float as YAML 1.1 has it: with a dot, always."""
    text = repr(value)
    if text.lstrip("-") in ("inf", "nan"):
        return text.replace("inf", ".inf").replace("nan", ".nan")
    return text if "." in text else text.replace("e", ".0e", 1)


def _style(text: str) -> str | None:
    if _ESCAPED(text):
        return '"'
    if "\n" in text:
        return '"' if text[0].isspace() else "|"
    return '"' if _MISREAD(text) else None


# --- the CD-ROM

_SECTOR: Final = 2048
_FIRST_DESCRIPTOR: Final = 16
_PRIMARY, _SUPPLEMENTARY, _TERMINATOR = 1, 2, 255
_DESCRIPTOR_DATES: Final = (813, 830, 864)  # created, modified, effective: ECMA-119 8.4.26
_ROOT_RECORD: Final = 156
_RECORD_DATE: Final = 18
_EPOCH: Final = bytes([80, 1, 1, 0, 0, 0, 0])  # 1980-01-01 00:00:00 UTC as in directory records: ECMA-119 9.1.5
_LONG_EPOCH: Final = b"1980010100000000\0"  # and as in volume descriptors: 8.4.26.1


def _iso(files: Mapping[str, bytes]) -> bytes:
    """An image as `genisoimage -volid cidata -joliet -rock` makes it, but for its dates and its padding."""
    try:
        from pycdlib import PyCdlib
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            "a CD-ROM for cloud-init needs pycdlib: pip install pycdlib", name=error.name
        ) from error

    iso, stream = PyCdlib(), BytesIO()
    iso.new(vol_ident=LABEL, sys_ident="LINUX", app_ident_str="LIBVIRT-XML", joliet=3, rock_ridge="1.09")
    for name, data in files.items():
        plain = f"/{_ISO_NAMES[name]}.;1"
        iso.add_fp(BytesIO(data), len(data), plain, rr_name=name, joliet_path=f"/{name}", file_mode=0o100444)
    iso.write_fp(stream)
    iso.close()
    return _undated(stream.getvalue())


def _undated(written: bytes) -> bytes:
    """The image with every date replaced by a fixed one.

    pycdlib asks the clock and the time zone in a dozen places, one of them while it writes; it takes no date from us.
    Where dates stand in an image is a standard; to change them there touches nothing that threads share.
    """
    image = bytearray(written)
    start = _FIRST_DESCRIPTOR * _SECTOR
    while image[start] != _TERMINATOR:
        if image[start] in (_PRIMARY, _SUPPLEMENTARY):
            for offset in _DESCRIPTOR_DATES:
                image[start + offset : start + offset + len(_LONG_EPOCH)] = _LONG_EPOCH
            root = start + _ROOT_RECORD
            _undate_record(image, root)
            _undate_directory(image, _number(image, root + 2) * _SECTOR)
        start += _SECTOR
    return bytes(image)


def _undate_directory(image: bytearray, at: int) -> None:
    """A directory of one sector: its records stand one after the other, and a length of nought ends them."""
    while image[at]:
        _undate_record(image, at)
        at += image[at]


def _undate_record(image: bytearray, at: int) -> None:
    """The date of a directory record, and those in its Rock Ridge entry ``TF`` (RRIP 4.1.6)."""
    image[at + _RECORD_DATE : at + _RECORD_DATE + len(_EPOCH)] = _EPOCH
    entry, end = at + 33 + (image[at + 32] | 1), at + image[at]  # the name is padded to an odd length
    while entry + 4 <= end and image[entry + 2]:
        size = image[entry + 2]
        if image[entry : entry + 2] == b"TF":
            image[entry + 5 : entry + size] = _EPOCH * ((size - 5) // len(_EPOCH))
        entry += size


def _number(image: bytearray, at: int) -> int:
    return int.from_bytes(image[at : at + 4], "little")
