# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""token_identity: a token of which only the text is known is that one, or none."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
from ansible_collections.steward.awx.plugins.module_utils._awx.api.client import AwxClient
from ansible_collections.steward.awx.plugins.module_utils._awx.common import errors
from ansible_collections.steward.awx.plugins.module_utils._awx.tokens import find_by_secret

from tests.unit.ports import Time
from tests.unit.scripted_server import RESET, Answer, Received, ScriptedServer, json_answer, page_of
from tests.unit.token_server import TOKENS, Token, TokenServer

Meanwhile = t.Callable[[TokenServer], None]
GIVEN, BUSY, OTHER_USERS = 7, 3, 11


def awx(time: Time, **more: t.Any) -> TokenServer:
    mine = [Token(GIVEN, "its-text"), Token(BUSY, "busy")]
    return TokenServer(time, *mine, Token(OTHER_USERS, "another user's", user=5), **more)


def every_request(number: int) -> Meanwhile:
    return lambda server: server.use(number)


def until(number: int, *, last: int) -> Meanwhile:
    """Use a token at each of the first requests."""
    left = [last]

    def use(server: TokenServer) -> None:
        left[0] -= 1
        if left[0] >= 0:
            server.use(number)

    return use


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param(lambda server: None, id="alone"),
        pytest.param(every_request(OTHER_USERS), id="beside another user's"),
        pytest.param(until(BUSY, last=1), id="after another one"),
        pytest.param(until(BUSY, last=6), id="after some of another one"),
    ],
)
def test_find_is_the_token_itself(
    meanwhile: Meanwhile, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(awx(time, meanwhile=meanwhile))
    found = find_by_secret.find(client, "its-text")
    assert found is not None
    assert found["id"] == GIVEN
    assert {request.headers["authorization"] for request in server.requests} == {"Bearer its-text"}


def test_find_takes_two_looks_of_a_second(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(awx(time))
    find_by_secret.find(client, "its-text")
    assert server.asked == ["GET /api/v2/me/", *[f"GET {TOKENS}"] * 4]
    assert time.slept == 2.0


@pytest.mark.parametrize("ahead", [-5.0, -0.5, 0.0, 0.5, 5.0, 3600.0])
@pytest.mark.parametrize("every", [1, 2, 3, 4, 5, 7])
def test_find_never_takes_a_busy_token_for_the_one_in_hand(
    every: int, ahead: float, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """A token that is revoked by its text is that token or none."""
    count = [0]

    def use(awx: TokenServer) -> None:
        count[0] += 1
        if count[0] % every == 0:
            awx.use(BUSY)

    server.handle(awx(time, meanwhile=use, date_ahead=ahead))
    found: t.Any = {"id": GIVEN}
    with contextlib.suppress(errors.LookupFailed):
        found = find_by_secret.find(client, "its-text")
    assert found["id"] == GIVEN


def test_find_gives_up_beside_a_busy_token(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(awx(time, meanwhile=every_request(BUSY)))
    with pytest.raises(errors.LookupFailed, match="other tokens of the same user are in use"):
        find_by_secret.find(client, "its-text")
    assert time.slept < 10


def test_find_gives_up_where_the_clocks_of_the_server_differ(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(awx(time, date_ahead=60.0))
    with pytest.raises(errors.LookupFailed, match="its clocks differ"):
        find_by_secret.find(client, "its-text")


def test_find_a_token_that_is_no_longer_valid(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    server.handle(awx(time))
    assert find_by_secret.find(client, "its-text-no-more") is None
    assert len(server.requests) == 1


def test_find_does_not_trust_the_filter_for_the_user(
    client: AwxClient, server: ScriptedServer
) -> None:
    """A superuser's list shows the tokens of everybody."""
    row = {"id": OTHER_USERS, "user": 5}
    me = page_of([{"id": 4}])
    server.handle(lambda request: page_of([row]) if request.path == TOKENS else me)
    with pytest.raises(errors.LookupFailed):
        find_by_secret.find(client, "its-text")


@pytest.mark.parametrize("body", [[], {"count": 0}, None])
def test_find_refuses_an_answer_of_another_shape(
    body: t.Any, client: AwxClient, server: ScriptedServer
) -> None:
    server.handle(lambda request: json_answer(body))
    with pytest.raises(errors.UnexpectedResponse):
        find_by_secret.find(client, "its-text")


# -- A token that was just created -----------------------------------------------------------


def new(time: Time, **more: t.Any) -> TokenServer:
    made = awx(time, **more)
    made.tokens |= {12: Token(12, "new"), 13: Token(13, "another new one", user=5)}
    return made


def test_find_new_takes_two_requests(client: AwxClient, server: ScriptedServer, time: Time) -> None:
    server.handle(new(time))
    assert find_by_secret.find_new(client, "new")["id"] == 12
    assert server.asked == [f"GET {TOKENS}"] * 2
    assert time.slept == 0


@pytest.mark.parametrize("at", [1, 2])
def test_find_new_refuses_where_another_is_used_for_the_first_time(
    at: int, client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    count = [0]

    def use(awx: TokenServer) -> None:
        count[0] += 1
        if count[0] == at:
            awx.use(13)

    server.handle(new(time, meanwhile=use))
    if at == 1:
        # It was used before the first list was made.
        assert find_by_secret.find_new(client, "new")["id"] == 12
        return
    with pytest.raises(errors.LookupFailed, match="cannot be distinguished"):
        find_by_secret.find_new(client, "new")


def test_find_new_believes_no_repeated_request(
    client: AwxClient, server: ScriptedServer, time: Time
) -> None:
    """The answer that was lost used the token; so another one would be taken for it."""
    count = [0]

    def use(awx: TokenServer) -> None:
        if count[0] == 3:
            awx.use(13)

    awx = new(time, meanwhile=use)

    def answer(request: Received) -> Answer:
        count[0] += 1
        given = awx(request)
        return RESET if count[0] == 1 else given

    server.handle(answer)
    with pytest.raises(errors.LookupFailed, match="cannot be distinguished"):
        find_by_secret.find_new(client, "new")
