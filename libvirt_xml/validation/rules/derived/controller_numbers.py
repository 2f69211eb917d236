"""The numbers of controllers, also of those without one.

Source: src/conf/domain_conf.c, virDomainControllerFindUnusedIndex.
"""

from __future__ import annotations

from itertools import count

from libvirt_xml.validation.rules.thing import Thing


def controllers_by_number(devices: Thing, kind: str) -> dict[int, Thing]:
    """The controllers of a type, the first of each number; one without a number has the lowest that is free."""
    controllers: dict[int, Thing] = {}
    waiting: list[Thing] = []
    for controller in devices.things("controller"):
        if controller.attributes.get("type") != kind:
            continue
        number = controller.number("@index")
        if number is not None:
            controllers.setdefault(number, controller)
        elif "index" not in controller.attributes:
            waiting.append(controller)
    for controller in waiting:
        controllers[next(number for number in count() if number not in controllers)] = controller
    return controllers
