# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This module util is PRIVATE to the steward.awx collection: it may change in any release.

"""Parse JSON or YAML text: JSON with the standard library, YAML where PyYAML is there."""

from __future__ import annotations

import json
import typing as t

from .errors import ConfigurationError

try:
    import yaml

    HAS_YAML = True
except ImportError:
    HAS_YAML = False


_TOO_DEEP = "its lists and mappings are nested too deep to be read"


def parse(text: str) -> t.Any:
    """Return the value that `text` stands for; empty text is None.

    Raises:
        ConfigurationError: the text is neither JSON nor YAML, or is YAML and PyYAML is missing.
            The message holds no part of the text.
    """
    try:
        return json.loads(text)
    except ValueError:
        pass
    except RecursionError:
        raise ConfigurationError(_TOO_DEEP) from None
    if not text.strip():
        return None
    if not HAS_YAML:
        raise ConfigurationError("it is not JSON, and reading YAML needs the Python library PyYAML")
    try:
        # str(): the loader refuses the tagged strings of newer ansible-core versions.
        return yaml.safe_load(str(text))
    except RecursionError:
        raise ConfigurationError(_TOO_DEEP) from None
    except (yaml.YAMLError, AttributeError, LookupError, TypeError, ValueError) as exc:
        # Those that are no YAMLError are PyYAML's ways to say that a value is not of its type.
        mark = getattr(exc, "problem_mark", None)
        where = "" if mark is None else f" (line {mark.line + 1}, column {mark.column + 1})"
        problem = str(getattr(exc, "problem", exc) or "")
        # Some quote the text, which may be a password.
        reason = f": {problem}" if problem and not {"'", '"'} & set(problem) else ""
        raise ConfigurationError(f"it is neither JSON nor YAML{where}{reason}") from None


def parse_as_text(text: str) -> t.Any:
    """Return what `text` stands for with every scalar but null as the text that it was written as.

    A password of digits is not a number, nor is "yes" a boolean.

    Raises:
        ConfigurationError: as `parse`.
    """
    value = parse(text)
    try:
        # YAML's reader takes halves of characters, as JSON may escape them, for whole ones.
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except ValueError:
        pass
    return None if value is None else yaml.load(str(text), Loader=_TextLoader)  # noqa: S506


if HAS_YAML:

    class _TextLoader(yaml.SafeLoader):
        """A loader that guesses no types."""

        yaml_implicit_resolvers = {
            first: [(tag, pattern) for tag, pattern in resolvers if tag.endswith(":null")]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }
