#!/usr/bin/env bash
# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# requests 2.32.5: an entry of no_proxy that is an address with a port is never matched.
#
# For host names an entry may have a port: no_proxy=awx.example.com:8043 keeps requests to that port
# from the proxy. For IPv4 addresses the entry is compared with the bare address, so that
# 10.0.0.1:8043 matches nothing. An IPv6 address must be written without the brackets that URLs
# have. urllib.request, whose proxy settings requests reads otherwise, takes 10.0.0.1:8043.
#
# Seen:
#   awx.example.com:8043      no_proxy=awx.example.com:8043      bypassed
#   10.0.0.1:8043             no_proxy=10.0.0.1                  bypassed
#   10.0.0.1:8043             no_proxy=10.0.0.1:8043             proxied
#   [fd00::1]:8043            no_proxy=fd00::1                   bypassed
#   [fd00::1]:8043            no_proxy=[fd00::1]                 proxied
#   urllib.request            no_proxy=10.0.0.1:8043             bypassed

set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
python3 -m venv "$scratch/venv"
"$scratch/venv/bin/pip" install --quiet requests==2.32.5 urllib3==2.5.0 idna==3.10 certifi==2025.8.3 charset-normalizer==3.4.3

"$scratch/venv/bin/python" - <<'PYTHON'
import urllib.request

from requests.utils import should_bypass_proxies

EXPECTED = [
    ("awx.example.com:8043", "awx.example.com:8043", True),
    ("10.0.0.1:8043", "10.0.0.1", True),
    ("10.0.0.1:8043", "10.0.0.1:8043", False),
    ("[fd00::1]:8043", "fd00::1", True),
    ("[fd00::1]:8043", "[fd00::1]", False),
]
for host, entry, expected in EXPECTED:
    bypassed = bool(should_bypass_proxies(f"http://{host}/api/", entry))
    print(f"{host:25} no_proxy={entry:25} {'bypassed' if bypassed else 'proxied'}")
    assert bypassed is expected, "requests behaves differently now"
of_urllib = bool(urllib.request.proxy_bypass_environment("10.0.0.1:8043", {"no": "10.0.0.1:8043"}))
print(f"{'urllib.request':25} no_proxy={'10.0.0.1:8043':25} {'bypassed' if of_urllib else 'proxied'}")
assert of_urllib, "urllib.request behaves differently now"
PYTHON
