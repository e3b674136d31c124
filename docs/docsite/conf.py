# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How Sphinx builds the documentation; `make docs` calls it."""

from __future__ import annotations

import re
from pathlib import Path

project = "steward.awx"
copyright = "The steward.awx developers"  # noqa: A001
_GALAXY = Path(__file__).parents[2] / "galaxy.yml"
[release] = re.findall(r"^version: (.+)$", _GALAXY.read_text(encoding="utf-8"), re.MULTILINE)
html_title = html_short_title = project

extensions = ["myst_parser", "sphinx_antsibull_ext"]
default_role = "any"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"

# docs/awx-api.md refers to its own headings.
myst_heading_anchors = 3

# CHANGELOG.md is a page already; this one is for sites that are built without it.
exclude_patterns = ["changelog.rst"]

html_theme = "sphinx_ansible_theme"
html_theme_options = {
    "vcs_pageview_mode": "edit",
    "topbar_links": {
        "Repository": "https://github.com/steward/awx",
        "Issues": "https://github.com/steward/awx/issues",
        "Forum": "https://forum.ansible.com/tag/awx",
    },
}
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_sourcelink = False
html_use_index = False
html_use_modindex = False

_ANSIBLE = "https://docs.ansible.com/ansible/latest/"

# What the pages of plugins refer to in Ansible's own documentation: where it is, what it is called.
ELSEWHERE = {
    "action_plugins": ("plugins/action.html", "action plugins"),
    "ansible_configuration_settings": (
        "reference_appendices/config.html",
        "Ansible's configuration settings",
    ),
    "common_return_values": (
        "reference_appendices/common_return_values.html",
        "common return values",
    ),
}


def setup(app):
    """Resolve references to Ansible's documentation without fetching its index."""
    # Where this file is only looked at, Sphinx need not be there.
    from docutils import nodes

    def set_home(_app, _page, _template, context, _doctree):
        # The theme would use one address on all pages, whatever directory they are in.
        context["theme_documentation_home_url"] = context["pathto"]("index")

    def resolve(_app, _env, node, contnode):
        page, title = ELSEWHERE.get(node["reftarget"], (None, None))
        if page is None:
            return None
        if contnode.astext() == node["reftarget"]:
            contnode = nodes.inline("", title)
        return nodes.reference("", "", contnode, internal=False, refuri=_ANSIBLE + page)

    def make_figures(_app, doctree):
        # A figure can be moved sideways on a phone; a picture alone would be shrunk.
        for image in list(doctree.findall(nodes.image)):
            if isinstance(image.parent, nodes.section):
                figure = nodes.figure()
                image.replace_self(figure)
                figure += image

    app.connect("doctree-read", make_figures)
    app.connect("missing-reference", resolve)
    app.connect("html-page-context", set_home)
