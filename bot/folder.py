"""The folder of the conversations and of the logs: what our servers write there is for its owner alone, also in a folder that others may enter."""

from __future__ import annotations

import contextlib

from bot.settings import Settings

# The umask of our servers: no file of theirs is for a group or for everyone.
PRIVATE = 0o077
_WORDS = "conversations.db*"


def keep_private(settings: Settings) -> None:
    """Make the folder if there is none, and close what an earlier version left open in it. OSError when it cannot be made."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in settings.data_dir.glob(_WORDS):
        # Somebody else's, such as a volume's: their affair.
        with contextlib.suppress(PermissionError):
            path.chmod(0o600)
