# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Launching and really running jobs: the part of the sandbox that does what AWX does.

Rules, without Django: `survey`, `prompts`, `extra_vars`, `credentials` judge a launch; `events`,
`event_tree`, `stdout` read a run; `graph` and `slicing` say how several jobs make one.

Around them: `fields` and `acceptance` take a launch, `requirements` says what it needs, `creation`
and `relaunching` write its rows, `scheduler` decides when it runs, `execution` is the life of a
run, `playbook_run` and the `simulated_` modules do it, `event_writer` and `wrap_up` store what it
tells, `workflow_engine` runs workflows. `views` and `urls` are the API of all that.
"""
