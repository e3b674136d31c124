# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks over millions of rows: our own code, on a clock and a server that only exist on paper.

What is real is every request that `plugins/module_utils/_awx` makes, in its order and number. What
is simulated is time: of the server's workers and cores, of threads, of the client itself.
"""
