"""Changes of a document by paths, as ``diff`` prints them: ``devices.disks[vda].driver.cache``."""
