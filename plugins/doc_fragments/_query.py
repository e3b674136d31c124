# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The options of a question."""

    DOCUMENTATION = r"""
options:
  filters:
    description:
      - The conditions that objects must meet, all of them. A mapping, or a query string as in a URL such as V(status=failed&name__icontains=web).
      - A key is a field, followed by a lookup if it is not V(exact), such as C(name__icontains). Fields of related objects are reached with
        two underscores, such as C(job_template__name).
      - A list as value asks for any of its members. Values can be text, numbers, booleans, dates and none.
      - The keys V(not), V(or) and V(chain) hold further conditions, in a mapping or a list of mappings. Of V(not), none may hold. Of V(or), at
        least one must hold; there can be one V(or) only. The conditions of V(chain) may be met by different related objects.
      - AWX's own prefixes (C(not__), C(or__), C(chain__)) can be written in keys too.
      - Values that no object can have, such as V(cancelled) as C(status), are refused where they are the same on every server.
      - C(format=json) is taken, since answers are read as JSON anyway; other formats are refused.
    type: raw
  search:
    description:
      - Words that must occur in the fields that AWX searches for this resource, mostly name and description.
    type: str
  order_by:
    description:
      - The fields to sort by; a minus sign before a field reverses it.
      - Without this option objects come in the order of their ids. That, and V(-id), is the fastest way to read many, and the only one in which
        nothing is missed or seen twice however much others write.
      - In any other order only the objects up to the highest id at the start are read. If the list shifts meanwhile, it is read again, and in
        the end the task fails rather than returning a list with a gap.
      - An order by a field of several related objects, such as V(credentials__name) of templates, is one that AWX loses objects in. It is an
        error wherever that happens.
    type: list
    elements: str
  limit:
    description:
      - Return only the first objects, this many at most. RV(steward.awx.awx_query#module:truncated) tells whether there are more.
      - Without this option all objects are returned.
    type: int
  fields:
    description:
      - Return only these fields of each object; a dot leads into a mapping, such as V(summary_fields.inventory.name).
      - With thousands of objects this saves time too, since Ansible handles every value of a result several times.
      - It is an error if no object has a field. Some servers leave C(extra_vars) and C(artifacts) out of their lists of jobs; where these fields
        are named, such lists are asked to include them.
    type: list
    elements: str
  only:
    description:
      - Return the values of this one field, as a list, instead of objects. It can lead into a mapping, as in O(fields).
      - Mutually exclusive with O(fields).
    type: str
  related:
    description:
      - The names of related links of each object, such as V(labels) or V(survey_spec), to fetch what they lead to and put it into the object
        under the name of the link. It replaces a field of the same name. A link to a list gives all objects of the list.
      - Each link costs a request, or several for a long list. A link that several objects share is fetched once.
    type: list
    elements: str
  count_only:
    description: Return only how many objects match, which takes one request.
    type: bool
    default: false
  expect:
    description:
      - How many objects there must be; another number is an error.
      - V(any) allows any number, V(one) exactly one, V(at_most_one) none or one, and V(at_least_one) one or more.
      - The number is the server's count, not the number on a page.
    type: str
    choices: [any, one, at_most_one, at_least_one]
    default: any
  max_objects:
    description:
      - Fail if more objects match than this, before they are all read. It protects from reading a table of millions by mistake.
      - V(0) sets no bound.
    type: int
    default: 10000
  concurrency:
    description:
      - How many requests are under way at once while many objects are read. A server with few workers gains nothing from more.
      - V(1) is strictly one after the other. Where the server answers that it is overloaded, it becomes less by itself.
    type: int
    default: 4
"""
