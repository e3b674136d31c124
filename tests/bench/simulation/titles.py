# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The titles of the simulation's tables, for those who show them and simulate nothing."""

from __future__ import annotations

BESIDE = "Simulation compared with measurement"
EVENTS = "Simulated: events of a job"
HOSTS = "Simulated: hosts"
SPREADS = "Simulated: requests by distribution of ids"
CORES = "Simulated: concurrency by cores"
