"""The loader of YAML files: as safe as ``yaml.SafeLoader``, and in C, many times faster, where PyYAML was built with it."""

from __future__ import annotations

from typing import Any

import yaml

SAFE_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
