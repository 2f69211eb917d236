"""What each repair of a document costs; the cheapest set of repairs is the explanation."""

from __future__ import annotations

from dataclasses import dataclass

from libvirt_xml.relaxng.repair.faults import Repair


@dataclass(frozen=True, slots=True)
class Prices:
    """The price of each repair, by the name of the repair, and what makes one dearer or cheaper."""

    rename_attribute: float = 0.7
    rename_element: float = 0.71
    change_value: float = 1.0
    change_text: float = 1.01
    drop_attribute: float = 1.02
    drop_element: float = 1.03
    drop_text: float = 0.85
    add_attribute: float = 0.95
    add_element: float = 0.97
    add_text: float = 1.0
    switch_value: float = 1.75
    drop_repetition: float = 0.6
    inner_element: float = 0.25
    """How much dearer it is to drop an element, for each element in it."""
    misspelt_element: float = 2.0
    """How much dearer it is to drop an element whose name is probably misspelt, with all that is in it."""
    near_value: float = 0.25
    """How much cheaper it is to change a value or text that is nearly one that is allowed."""
    early_element: float = 0.16
    """How much dearer it is to add before an element what stands right behind it, beside dropping the element."""

    unlikely_text: float = 0.8
    """How much dearer a text is that is not likely for what is around it."""

    def of(self, repair: Repair) -> float:
        """The price of a repair."""
        price: float = getattr(self, repair.value)
        return price

    @property
    def least(self) -> float:
        """What the cheapest repair costs."""
        nearly = min(self.change_value, self.change_text, self.switch_value) - self.near_value
        return min(nearly, *map(self.of, Repair))


PRICES = Prices()
