#!/usr/bin/env bash
# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# ansible-core 2.19.3: a secret made of digits turns numbers of the result into text.
#
# Values of options with no_log are masked wherever they are part of a text of the result. They are
# looked for in numbers, too: one whose digits hold the secret's is replaced by a sentence. So with a
# PIN of 80 a port 8080 becomes text, and a task that compares or adds it fails or goes wrong.
# Booleans and other numbers stay. An option of type raw or dict counts with everything in it: the
# id and the scope in a mapping that describes a token are secrets as much as the token is.
#
# Seen:
#   secrets of {'id': 12, 'scope': 'write', 'token': 'abc'}: ['12', 'abc', 'write']
#   {'port': 8080} -> {'port': 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER'}
#   {'port': 443} -> {'port': 443}
#   {'msg': 'may read and write'} -> {'msg': 'may read and ********'}

set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet ansible-core==2.19.3

HOME=$scratch "$scratch/venv/bin/python" - <<'PYTHON'
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values

token = {"id": 12, "scope": "write", "token": "abc"}
validated = ArgumentSpecValidator({"token": {"type": "raw", "no_log": True}}).validate(
    {"token": token}
)
secrets = sorted(validated._no_log_values)
print(f"secrets of {token}: {secrets}")
assert secrets == ["12", "abc", "write"]
for result, expected in [
    ({"port": 8080}, {"port": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}),
    ({"port": 443}, {"port": 443}),
    ({"msg": "may read and write"}, {"msg": "may read and ********"}),
]:
    masked = remove_values(result, {"80", "write"})
    print(f"{result} -> {masked}")
    assert masked == expected, "ansible-core behaves differently now"
PYTHON
