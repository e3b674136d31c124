# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# This doc fragment is PRIVATE to the steward.awx collection: it may change in any release.

from __future__ import annotations


class ModuleDocFragment:
    """The options of queries."""

    DOCUMENTATION = r"""
options:
  filters:
    description:
      - The conditions that objects must match, combined with a logical AND. Either a mapping, or a query string as in a URL, for example
        V(status=failed&name__icontains=web).
      - A key is the name of a field, followed by a lookup unless that is V(exact), for example C(name__icontains). Fields of related objects are
        separated by two underscores, for example C(job_template__name).
      - A list as value matches any of its items. Values can be strings, numbers, booleans, dates and C(null).
      - The keys V(not), V(or) and V(chain) contain further conditions, as a mapping or a list of mappings. With V(not), none of the conditions may
        match. With V(or), at least one of them must match; there can only be one V(or). With V(chain), different related objects can match the
        conditions.
      - The prefixes of AWX (C(not__), C(or__), C(chain__)) can also be used in keys.
      - Values that a field can never have, such as V(cancelled) for C(status), are refused if the choices of that field are the same on all servers.
      - C(format=json) is accepted, since responses are JSON anyway. Other formats are refused.
    type: raw
  search:
    description:
      - Words that must occur in the fields that AWX searches for this resource, usually the name and the description.
    type: str
  order_by:
    description:
      - The fields to sort by. A leading minus sign reverses the order.
      - If not set, objects are sorted by id. This order, and V(-id), is the fastest for reading many objects, and the only one in which no object is
        missed or returned twice while the list changes.
      - In any other order only the objects up to the highest id at the start are read. If the list changes meanwhile, it is read again. If it
        keeps changing, the task fails instead of returning an incomplete list.
      - AWX loses objects if they are sorted by a field of several related objects, for example V(credentials__name) of job templates. The task
        fails in that case.
    type: list
    elements: str
  limit:
    description:
      - The maximum number of objects to return. RV(steward.awx.awx_query#module:truncated) indicates whether there are more.
      - If not set, all objects are returned.
    type: int
  fields:
    description:
      - Return only these fields of each object. Use dots to select values of a mapping, for example V(summary_fields.inventory.name).
      - This also saves time if there are thousands of objects, since Ansible processes every value of a result several times.
      - It is an error if none of the objects has a field. Some servers omit C(extra_vars) and C(artifacts) from their lists of jobs; they are
        requested explicitly if they are selected here.
    type: list
    elements: str
  only:
    description:
      - Return a list of the values of this field instead of a list of objects. Dots are supported as in O(fields).
      - Mutually exclusive with O(fields).
    type: str
  related:
    description:
      - The names of related links of each object, for example V(labels) or V(survey_spec). Each link is fetched, and the result is added to the object
        under the name of the link. It replaces a field of the same name. For a link to a list, all objects of the list are returned.
      - Each link costs a request, or several for a long list. A link that several objects share is fetched once.
    type: list
    elements: str
  count_only:
    description: Return only the number of matching objects, which takes one request.
    type: bool
    default: false
  expect:
    description:
      - The expected number of matching objects. The task fails if there are more or fewer.
      - V(any) accepts any number, V(one) exactly one, V(at_most_one) zero or one, and V(at_least_one) one or more.
      - The total number of matching objects is compared, not the number on a page.
    type: str
    choices: [any, one, at_most_one, at_least_one]
    default: any
  max_objects:
    description:
      - Fail if more objects than this match, before all of them are read. This prevents you from reading a table of millions of rows by mistake.
      - V(0) disables the limit.
    type: int
    default: 10000
  concurrency:
    description:
      - The maximum number of concurrent requests when many objects are read. Higher values do not help if the server has few workers.
      - V(1) sends one request at a time. If the server reports that it is overloaded, the number is reduced automatically.
    type: int
    default: 4
"""
