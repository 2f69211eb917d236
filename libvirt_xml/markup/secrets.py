"""What must not be remembered."""

from __future__ import annotations

import re

is_secret = re.compile("passw|cookie", re.IGNORECASE).search
"""Whether a name, or a tag with all that is in it, may be that of a secret; no table may keep that."""
