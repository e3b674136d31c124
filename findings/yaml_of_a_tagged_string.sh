#!/usr/bin/env bash
# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# ansible-core 2.19.3 and PyYAML 6.0.2: the two YAML loaders disagree about Ansible's strings.
#
# Since 2.19 text that comes from a playbook or an inventory is an instance of a subclass of str.
# PyYAML's loader in Python takes it; the loader of libyaml, which is otherwise a faster drop-in,
# takes exact strings only, and says that a string is no string. So a plugin that picks CSafeLoader
# where there is one, as Ansible itself does for files, fails on text that a task gave it.
#
# Seen:
#   SafeLoader      {'limit': 'web'}
#   CSafeLoader     TypeError: a string or stream input is required
#   CSafeLoader of str(text)  {'limit': 'web'}

set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet ansible-core==2.19.3 PyYAML==6.0.2

HOME=$scratch "$scratch/venv/bin/python" - <<'PYTHON'
import yaml
from ansible.template import trust_as_template

text = trust_as_template("limit: web")
assert isinstance(text, str)


def loaded(value, loader):
    try:
        return str(yaml.load(value, Loader=loader))
    except TypeError as exc:
        return f"TypeError: {exc}"


seen = {
    "SafeLoader": loaded(text, yaml.SafeLoader),
    "CSafeLoader": loaded(text, yaml.CSafeLoader),
    "CSafeLoader of str(text)": loaded(str(text), yaml.CSafeLoader),
}
for name, result in seen.items():
    print(f"{name:25} {result}")
assert seen == {
    "SafeLoader": "{'limit': 'web'}",
    "CSafeLoader": "TypeError: a string or stream input is required",
    "CSafeLoader of str(text)": "{'limit': 'web'}",
}, "PyYAML or ansible-core behaves differently now"
PYTHON
