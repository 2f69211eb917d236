"""Tests of editing texts: only what is changed changes."""
