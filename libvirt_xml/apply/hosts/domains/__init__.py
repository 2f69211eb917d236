"""A domain of a host (``host_domain``): its life (``power``), its devices (``hotplug``), numbers of a running guest
(``live_tuning``), and its past (``snapshots``)."""
