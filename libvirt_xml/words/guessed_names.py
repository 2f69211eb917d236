"""Attributes that people try on other objects than elements: the error says what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any


class GuessedNames:
    """A base class whose error for an attribute that is not there names what there is."""

    __slots__ = ()

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            raise GuessedNameError(type(self), name)


class GuessedNameError(AttributeError):
    """An object has no such attribute. The sentence is only made when somebody reads it."""

    def __init__(self, cls: type[Any], attribute: str) -> None:
        super().__init__(cls, attribute)

    def __str__(self) -> str:
        from libvirt_xml.messages import render
        from libvirt_xml.words.python_names import instead_of
        from libvirt_xml.words.vocabulary import PLAIN

        cls, attribute = self.args
        owner = cls.__name__
        instead = instead_of(owner, attribute)
        if instead:
            instead = instead.format_map({"x": owner.lower(), "X": owner})
            return render("class", "attribute-instead", owner=owner, name=attribute, instead=instead)
        meant = PLAIN.closest(attribute, [name for name in dir(cls) if not name.startswith("_")])
        if meant and not attribute.startswith("_"):
            return render("class", "attribute-meant", owner=owner, name=attribute, meant=meant)
        return render("class", "attribute", owner=owner, name=attribute)
