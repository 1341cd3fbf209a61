"""Microsoft's keys: asked for late, kept, and not asked for at anyone's will."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.channels.teams_keys import AFTER_FAILURE, AGAIN, FRESH, KEPT, SigningKeys, Unreachable
from tests.channels.fake_microsoft import FakeMicrosoft


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def keys_of(microsoft: FakeMicrosoft) -> tuple[SigningKeys, Clock]:
    clock = Clock()
    return SigningKeys(microsoft.environment()["TEAMS_OPENID_URL"], clock), clock


def run(work: Any) -> Any:
    return asyncio.run(work)


def test_nothing_is_asked_before_it_is_needed_and_then_once(microsoft: FakeMicrosoft) -> None:
    keys, _ = keys_of(microsoft)
    assert microsoft.asked["openid"] == 0

    async def often() -> None:
        found = await asyncio.gather(*(keys.find("cle-1") for _ in range(20)))
        assert all(key and "msteams" in key.endorsements for key in found)

    run(often())
    assert (microsoft.asked["openid"], microsoft.asked["keys"]) == (1, 1)


def test_an_unknown_name_has_the_list_asked_again_but_not_by_a_crowd(microsoft: FakeMicrosoft) -> None:
    keys, clock = keys_of(microsoft)

    async def crowd() -> None:
        assert await keys.find("cle-1")
        assert set(await asyncio.gather(*(keys.find(f"inventee-{n}") for n in range(200)))) == {None}
        assert microsoft.asked["openid"] == 1
        clock.now += AGAIN
        assert set(await asyncio.gather(*(keys.find(f"inventee-{n}") for n in range(200)))) == {None}

    run(crowd())
    assert microsoft.asked["openid"] == 2


def test_a_new_key_is_found(microsoft: FakeMicrosoft) -> None:
    keys, clock = keys_of(microsoft)

    async def renewed() -> None:
        assert await keys.find("cle-2") is None
        microsoft.add_key("cle-2", ["msteams"])
        clock.now += AGAIN
        assert await keys.find("cle-2")

    run(renewed())


def test_a_key_taken_off_the_list_is_refused_after_a_day(microsoft: FakeMicrosoft) -> None:
    keys, clock = keys_of(microsoft)

    async def withdrawn() -> None:
        assert await keys.find("cle-1")
        del microsoft.private["cle-1"]
        clock.now += FRESH
        assert await keys.find("cle-1") is None

    run(withdrawn())


def test_out_of_reach_it_says_so_soon_asks_again_and_recovers(microsoft: FakeMicrosoft) -> None:
    keys, clock = keys_of(microsoft)

    async def down() -> None:
        microsoft.down = True
        for _ in range(5):
            with pytest.raises(Unreachable):
                await keys.find("cle-1")
        assert microsoft.asked["openid"] == 1
        microsoft.down = False
        clock.now += AFTER_FAILURE
        assert await keys.find("cle-1")

    run(down())


def test_known_keys_serve_on_while_microsoft_is_down_but_not_for_ever(microsoft: FakeMicrosoft) -> None:
    keys, clock = keys_of(microsoft)

    async def down() -> None:
        assert await keys.find("cle-1")
        microsoft.down = True
        clock.now += FRESH + 1
        assert await keys.find("cle-1")
        with pytest.raises(Unreachable):
            await keys.find("cle-2")
        clock.now += KEPT
        with pytest.raises(Unreachable):
            await keys.find("cle-1")

    run(down())


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "{}/keys", "{}/rien"], ids=["nobody", "not a configuration", "404"])
def test_what_is_no_list_of_keys_is_out_of_reach(microsoft: FakeMicrosoft, address: str, caplog: pytest.LogCaptureFixture) -> None:
    keys = SigningKeys(address.format(microsoft.url))
    with pytest.raises(Unreachable):
        run(keys.find("cle-1"))
    assert "clés de Microsoft" in caplog.text
