"""The document form: any libvirt document as YAML, field for field by the Python names, lossless in both directions.

A document stands under the key of its kind (``kinds``), its fields under their Python names::

    domain:
      type: kvm
      name: web1
      memory: {value: 4, unit: GiB}     # an element with attributes and text: the text is `value`
      vcpu: 4                           # nothing but text: the value alone
      devices:
        disks:                          # what may stand more than once is a list
          - {type: block, source: {dev: /dev/sdb}, target: {dev: vda}, readonly: true}

- Attributes, texts and plain elements are single values, exactly as XML has them: ``0x03``, ``0600`` and ``007`` stay.
- yes/no and on/off are ``true`` and ``false``; so is an element that is there or not (``readonly``).
- ``null`` is as if the key were not there; ``{}`` is an element that is there and empty; ``''`` is empty text.
- The order of the keys is the order of the elements, but for what libvirt's schemas order themselves.
- ``metadata: {elements: [...]}`` is a list of XML texts, one element each.

``extra_`` holds what no field holds. A person rarely writes it; each of its keys may be left out:

``attributes``  unknown attributes, by name: ``{foo: bar}``.
``content``     unknown content in its order: the XML text of an element, or ``{text: ...}``, ``{comment: ...}``,
                ``{instruction: TARGET TEXT}``.
``surplus``     the XML text of a plain element that has more than its value, by field: ``readonly``, ``names[1]``.
``namespaces``  XML namespaces that this element declares, by prefix (``''`` is the default one). Left out, it declares
                those of its fields (``qemu_commandline``) by libvirt's own prefixes.
``order``       the elements in their order, where the keys cannot tell: ``[disks, interfaces, 2 disks, content]``.
                ``content`` is the next of the unknown content. What it does not name follows what its key follows.
``texts``       the text of the element in pieces, where unknown content divides or precedes it: ``['', hvm]``.
"""

from libvirt_xml.yaml_forms.document.advice.advice_of_schemas import explain_by_schema as explain_by_schema
from libvirt_xml.yaml_forms.document.advice.problem_places import (
    node_at as node_at,
    validate_document as validate_document,
)
from libvirt_xml.yaml_forms.document.kinds import class_of as class_of, key_of as key_of
from libvirt_xml.yaml_forms.document.reading import read_document as read_document
from libvirt_xml.yaml_forms.document.writing import write_document as write_document
