"""The namespaces in force while elements are opened and closed."""

from __future__ import annotations

from collections.abc import Mapping


class Scopes:
    """Which prefix stands for which namespace; every question and every declaration takes the same short time."""

    def __init__(self, outer: Mapping[str, str] | None = None) -> None:
        self._declared: dict[str, list[str]] = {}  # of a prefix, the namespaces; the one in force is last
        self._prefixes: dict[str, dict[str, None]] = {}  # of a namespace, the prefixes that stand for it now
        if outer:
            self.open(outer)

    def open(self, declarations: Mapping[str, str]) -> None:
        """Put the declarations of an element in force, by prefix; the default namespace has none."""
        for prefix, uri in declarations.items():
            stack = self._declared.setdefault(prefix, [])
            if stack:
                self._prefixes[stack[-1]].pop(prefix, None)
            stack.append(uri)
            self._prefixes.setdefault(uri, {})[prefix] = None

    def close(self, declarations: Mapping[str, str]) -> None:
        """Take back what was opened last."""
        for prefix in declarations:
            stack = self._declared[prefix]
            self._prefixes[stack.pop()].pop(prefix, None)
            if stack:
                self._prefixes[stack[-1]][prefix] = None

    def uri(self, prefix: str) -> str | None:
        """The namespace of a prefix."""
        stack = self._declared.get(prefix)
        return stack[-1] if stack else None

    def prefix(self, uri: str) -> str | None:
        """A prefix of a namespace, the latest declared."""
        prefixes = self._prefixes.get(uri)
        return next(reversed(prefixes)) if prefixes else None
