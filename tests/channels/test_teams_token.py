"""The bot's own token."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.teams_token import EARLY, AppToken, NoToken
from bot.settings import Settings
from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.test_teams_keys import Clock


def token_of(microsoft: FakeMicrosoft, clock: Clock | None = None, **changed: str) -> AppToken:
    return AppToken(Settings.from_environment({**microsoft.environment(), **changed}), clock or Clock())


def test_it_is_asked_of_the_tenant_once_for_all_who_wait(microsoft: FakeMicrosoft) -> None:
    token = token_of(microsoft)

    async def together() -> list[str]:
        return await asyncio.gather(*(token.get() for _ in range(20)))

    assert set(asyncio.run(together())) == {"jeton-1"}
    assert microsoft.asked["token"] == 1


def test_it_is_renewed_five_minutes_early(microsoft: FakeMicrosoft) -> None:
    clock = Clock()
    token = token_of(microsoft, clock)

    async def later() -> list[str]:
        got = [await token.get()]
        for seconds in (microsoft.lifetime - EARLY - 1, 1):
            clock.now += seconds
            got.append(await token.get())
        return got

    assert asyncio.run(later()) == ["jeton-1", "jeton-1", "jeton-2"]


def test_a_refused_one_is_forgotten_unless_it_was_renewed_meanwhile(microsoft: FakeMicrosoft) -> None:
    token = token_of(microsoft)

    async def refused() -> None:
        first = await token.get()
        token.forget(first)
        assert await token.get() == "jeton-2"
        token.forget(first)
        assert await token.get() == "jeton-2"

    asyncio.run(refused())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"TEAMS_APP_PASSWORD": "faux"}, "AADSTS7000215"),
        ({"TEAMS_TENANT_ID": "botframework.com"}, "AADSTS700016"),
        ({"TEAMS_LOGIN_URL": "http://127.0.0.1:1"}, "ClientConnectorError"),
    ],
)
def test_without_one_the_error_names_microsoft_s_and_no_secret(microsoft: FakeMicrosoft, changed: Any, code: str) -> None:
    with pytest.raises(NoToken) as error:
        asyncio.run(token_of(microsoft, **changed).get())
    assert code in str(error.value) and "faux" not in str(error.value)
