"""Plans carried out: define, then bring the running guest along, then look what libvirt made of it.

``domain_execution`` does the step of a domain, ``live_execution`` what happens in the running guest. ``results`` has
what came of it, which is true also if a step failed in the middle.
"""
