"""Takes personal data out of what people write to the Hub, so that feedback can be read and counted.

``anonymise`` replaces each piece by a typed placeholder. Where in doubt, it removes; words known to be ordinary stay.
"""

from hub.anonymise.removal import Anonymised, anonymise, prepare
from hub.anonymise.spans import PiiType, Span

__all__ = ["Anonymised", "PiiType", "Span", "anonymise", "prepare"]
