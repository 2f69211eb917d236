"""Tests of hosts, plans and what changes hosts."""
