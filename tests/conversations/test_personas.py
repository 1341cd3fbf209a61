"""Hold each persona's interview with the real servers: is the result the one that its page expects?"""

from __future__ import annotations

import pytest

from bot.personas import persona, personas, play
from tests.conftest import Bot

pytestmark = pytest.mark.server


@pytest.mark.parametrize("name", personas())
def test_the_persona_gets_the_result_of_its_page(name: str, bot: Bot) -> None:
    who, conversation = persona(name), bot.conversation()
    result = play(who, conversation.say)
    assert result is not None, "pas de résultat"
    found = {key: result[key] for key in who.attendu}
    assert found == dict(who.attendu), f"{result['types']}, raisons : {result['raisons']}"
