"""Tests of ``libvirt_xml.changes``."""
