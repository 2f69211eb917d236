"""CPUs, memory and NUMA nodes of a machine."""
