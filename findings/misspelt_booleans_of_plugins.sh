#!/usr/bin/env bash
# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# ansible-core 2.19.3: a plugin's boolean option is false for every text that is not a true one.
#
# The same option of a module refuses a value that is neither: "The value 'ture' is not a valid
# boolean". For lookup, inventory and connection plugins the value is made by the configuration,
# from the environment, an ini file, a variable or the call, and what cannot be understood is false,
# without a word. The empty text of a variable that is set but empty is false, too, and hides the
# sources after it.
#
# Seen:
#   module: ture -> refused          plugin: ture -> False
#   module: (empty) -> refused       plugin: (empty) -> False
#   module: yes -> True              plugin: yes -> True

set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet ansible-core==2.19.3

mkdir -p "$scratch/plugins/lookup"
cat > "$scratch/plugins/lookup/flag.py" <<'PLUGIN'
DOCUMENTATION = """
name: flag
short_description: Return an option
description: Return an option.
options:
  flag:
    description: A boolean.
    type: bool
    default: true
    env: [{name: THE_FLAG}]
"""
from ansible.plugins.lookup import LookupBase


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        return [str(self.get_option("flag"))]
PLUGIN

failed=0
for row in "ture refused False" " refused False" "yes True True"; do
    IFS=' ' read -r text of_module of_plugin <<< "${row/# /(empty) }"
    value=${text/(empty)/}
    plugin=$(cd "$scratch" && HOME=$scratch THE_FLAG=$value ANSIBLE_LOOKUP_PLUGINS=$scratch/plugins/lookup \
        ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_NOCOLOR=1 \
        "$scratch/venv/bin/ansible" localhost -m ansible.builtin.debug -a "msg={{ lookup('flag') }}" 2> /dev/null \
        | sed -n 's/.*"msg": "\(.*\)".*/\1/p')
    module=$(HOME=$scratch THE_FLAG=$value "$scratch/venv/bin/python" - <<'PYTHON'
import os
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

validated = ArgumentSpecValidator({"flag": {"type": "bool"}}).validate({"flag": os.environ["THE_FLAG"]})
print("refused" if validated.error_messages else validated.validated_parameters["flag"])
PYTHON
)
    printf 'module: %s -> %-14s plugin: %s -> %s\n' "$text" "$module" "$text" "$plugin"
    [[ $module == "$of_module" && $plugin == "$of_plugin" ]] || failed=1
done
exit "$failed"
