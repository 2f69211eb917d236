"""Disks on the network in the words of others."""

from __future__ import annotations

import pytest

from libvirt_xml.yaml_forms.findings import Findings
from libvirt_xml.yaml_forms.shapes.field_words import words_of
from libvirt_xml.yaml_forms.shapes.other_tools.network_places import (
    ONLY_LIBVIRT,
    place_of_source,
    place_of_text,
    read_place,
)
from libvirt_xml.yaml_forms.text.yaml_reading import read_yaml
from libvirt_xml.yaml_forms.text.yaml_tree import Mapping
from libvirt_xml.yaml_forms.vm.topics.disks.network_sources import NETWORKED

_WEB = {"http", "https", "ftp", "ftps", "tftp"}


def test_every_protocol_has_a_place() -> None:
    """Each that libvirt has is a key of the form, a URL, or one that only the document form has."""
    assert {*words_of("DiskSource", "protocol")} == {*NETWORKED, *ONLY_LIBVIRT, *_WEB} - {"url"}


TEXTS = [
    ("rbd:vms/root", "rbd", "{pool: vms, image: root}"),
    ("ceph:vms/root@snap", "rbd", "{pool: vms, image: root, snapshot: snap}"),
    (r"rbd:vms/root:mon_host=a\:6789\;b", "rbd", "{pool: vms, image: root, hosts: [{name: a, port: 6789}, b]}"),
    ("rbd://mon1:6789/vms/root", "rbd", "{pool: vms, image: root, hosts: [{name: mon1, port: 6789}]}"),
    ("rbd:///vms/root", "rbd", "{pool: vms, image: root}"),
    ("nbd:store:10810:exportname=root", "nbd", "{host: store, port: 10810, export: root}"),
    ("nbd:unix:/run/a.sock", "nbd", "{socket: /run/a.sock}"),
    ("nbd://store/root", "nbd", "{host: store, export: root}"),
    ("nbd+unix:///root?socket=/run/a.sock", "nbd", "{socket: /run/a.sock, export: root}"),
    ("iscsi://store/iqn.2026-01.com.example:a", "iscsi", "{host: store, target: iqn.2026-01.com.example:a}"),
    ("https://example.com/a.iso?x=1", "url", "https://example.com/a.iso?x=1"),
    (
        "gluster://store",
        "domain",
        "{devices: {disks: [{type: network, source: {protocol: gluster, name: NAME, hosts: [{name: store}]},"
        " target: {dev: vdz}}]}}",
    ),
    (
        "ssh://store/a.qcow2",
        "domain",
        "{devices: {disks: [{type: network, source: {protocol: ssh, name: a.qcow2, hosts: [{name: store}]},"
        " target: {dev: vdz}}]}}",
    ),
]


@pytest.mark.parametrize(("text", "key", "value"), TEXTS)
def test_a_text(text: str, key: str, value: str) -> None:
    assert place_of_text(text) == (key, value)


@pytest.mark.parametrize(
    "text",
    [
        "/a.qcow2", "a:b", "rbd:root", "rbd:", "iscsi://store/a", "iscsi:///iqn.2026-01.com.example:a", "nbd:", "file:///a",
        "https://me:hush@example.com/a", "https://example.com/a?token=hush", "http://[::1/a", "rbd:" + 600 * "a" + "/b",
    ],
)  # fmt: skip
def test_no_place(text: str) -> None:
    """Other texts, those with a secret, and what is not whole."""
    assert place_of_text(text) is None


SOURCES = [
    ("{protocol: rbd, name: vms/root, host: mon1}", "rbd", "{pool: vms, image: root, hosts: [mon1]}"),
    ("{protocol: rbd, source: vms/root, name: data}", "rbd", "{pool: vms, image: root}"),
    ("{protocol: nbd, hosts: [{name: store, port: 1}], name: root}", "nbd", "{host: store, port: 1, export: root}"),
    ("{protocol: https, host: example.com, name: /a.iso}", "url", "https://example.com/a.iso"),
    (
        "{protocol: iscsi, host: store, name: iqn.2026-01.com.example:a/2, auth: {username: me, secret: {uuid: abc}}}",
        "iscsi",
        "{host: store, target: iqn.2026-01.com.example:a, lun: 2, user: me, secret: abc}",
    ),
    (
        "{protocol: rbd, name: vms/root, auth: {username: me, secret: hush}}", "rbd", "{pool: vms, image: root}",
    ),
    (
        "{protocol: gluster}",
        "domain",
        "{devices: {disks: [{type: network, source: {protocol: gluster, name: NAME, hosts: [{name: HOST}]},"
        " target: {dev: vdz}}]}}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("source", "key", "value"), SOURCES)
def test_a_source(source: str, key: str, value: str) -> None:
    assert place_of_source(_map(source)) == (key, value)


@pytest.mark.parametrize(
    "source", ["{protocol: rbd, name: root}", "{protocol: nbd, name: root}", "{protocol: x, host: a}"]
)
def test_no_source(source: str) -> None:
    assert place_of_source(_map(source)) is None


def test_the_value_of_a_key() -> None:
    assert read_place("rbd", "vms/root") == "{pool: vms, image: root}"
    assert read_place("nbd", "store:10810/root") == "{host: store, port: 10810, export: root}"
    assert read_place("nbd", "rbd:vms/root") is None
    assert read_place("iscsi", "store") is None


def _map(text: str) -> Mapping:
    (node,) = read_yaml(text, Findings())
    assert isinstance(node, Mapping)
    return node
