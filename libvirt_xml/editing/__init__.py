"""Changing a document's text, and not one byte more.

``edited`` writes an object into the text that it was read from; ``edit`` does that with a file. ``texts`` has edits of
any text by spans, ``xml`` the places of XML and the edits that an object asks for, ``files`` replaces files. The text
is read back before it is returned: what does not come back as asked is an error.
"""
