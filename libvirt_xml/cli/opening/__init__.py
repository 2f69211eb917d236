"""Opens the files that a command line names one by one, and shows what is wrong with one that cannot be used.

``named_files`` reads and parses them; ``comparable`` returns the documents of a file of any form.
"""
