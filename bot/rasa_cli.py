"""Rasa's own command line, started the quick way: skops before TensorFlow, telemetry off, from the project's root."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import skops.io  # noqa: F401  isort: skip

if __name__ == "__main__":
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    sys.path.insert(0, str(Path.cwd()))
    sys.argv[0] = "rasa"
    from rasa.__main__ import main

    from bot.light_training import lighten

    lighten()
    main()
