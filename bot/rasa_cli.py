"""Rasa's own command line, started the quick way: skops before TensorFlow, telemetry off, from the project's root."""

from __future__ import annotations

import functools
import os
import sys
from pathlib import Path

import skops.io  # noqa: F401  isort: skip

if __name__ == "__main__":
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    sys.path.insert(0, str(Path.cwd()))
    sys.argv[0] = "rasa"
    from rasa.__main__ import main
    from rasa.shared.nlu.training_data import entities_parser

    # Rasa checks its own schema again for each annotated span: 4 ms, for thousands of spans, at each reading of the data; few are distinct.
    entities_parser.get_validated_dict = functools.lru_cache(maxsize=None)(entities_parser.get_validated_dict)
    main()
