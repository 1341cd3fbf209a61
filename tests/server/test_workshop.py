"""A session with the real servers: a trainer, a screen, eight participants to their results, what the database holds, and the end."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

import pytest

from tests.conftest import Bot, Conversation
from tests.server.workshop import Trainer, Watcher
from typology.loader import load
from typology.model import Typicality
from typology.workshop.cells import SMALLEST

pytestmark = pytest.mark.server
TITLE = "Les zibelines de Quiquengrogne"
WHY, SENTENCE = "pour savourer des calembredaines ensemble", "Pour ne plus farfouiller seuls."
TABLES = ("atelier_seance", "atelier_participant", "atelier_resultat", "atelier_phrase")


def answer_as(person: Conversation, type_id: str, code: str) -> None:
    """Join and hold the short interview, each question answered as is very typical of a type, until the result."""
    joined = person.say(code)
    assert any("ni vos mots" in message.get("text", "") for message in joined)
    person.click("La version courte")
    asked = []
    while person.result is None:
        assert person.question is not None and len(asked) < 6
        asked.append(person.question["id"])
        if asked[-1] == "pourquoi":
            person.say(WHY)
        elif asked[-1] == "qui":
            person.say("je ne sais pas")
        else:
            person.say(f"/repondre{json.dumps({'dimension': asked[-1], 'modalite': typical(type_id, asked[-1])})}")
    assert asked[:2] == ["pourquoi", "qui"] and len(set(asked)) <= 4


def typical(type_id: str, dimension: str) -> str:
    return next(name for name, word in load().type(type_id).typicite[dimension].items() if word is Typicality.tres_typique)


def stored(bot: Bot) -> dict[str, list[str]]:
    """Return every row of the session's tables as text."""
    with sqlite3.connect(bot.settings.data_dir / "conversations.db") as base:
        return {table: [repr(row) for row in base.execute(f"SELECT * FROM {table}")] for table in TABLES}


def test_eight_participants_from_the_code_to_the_end(bot: Bot) -> None:
    trainer = Trainer(bot.settings, TITLE)
    people = [bot.conversation() for _ in range(8)]
    with Watcher(bot.settings, trainer.code) as screen:
        screen.wait(5, rejoints=0, etape="attente")
        for rank, person in enumerate(people):
            answer_as(person, "coordination" if rank < 4 else "connexion", trainer.code.replace("-", " "))
            # The screen has it within two seconds.
            screen.wait(rejoints=rank + 1, termines=rank + 1)
            if rank == 3:
                assert trainer.act("reveler")[0] == 409
        assert screen.last["salle"] is None

        # The same person again: once. The one who leaves is not counted any more, and comes back.
        people[0].say(trainer.code)
        screen.wait(rejoints=8, termines=8)
        people[0].say("quitter l'atelier")
        screen.wait(rejoints=7, termines=7)
        people[0].say(trainer.code)
        people[0].click("Partir de mes réponses")
        screen.wait(rejoints=8, termines=8)

        assert trainer.act("reveler")[0] == 200
        room = screen.wait(etape="revele")["salle"]
        assert room["resultats"] == 8 and sum(item["combien"] or 0 for item in room["types"]) + room["types_autres"] >= 8
        assert len(room["divergence"]["lectures"]) <= 2 and all(reading["combien"] >= SMALLEST for reading in room["divergence"]["lectures"])

        # A corrected answer is the same person's, and waits for two others.
        people[1].say('/repondre{"dimension": "qui_decide", "modalite": "un_seul"}')
        assert screen.wait(en_attente=1)["salle"] == room and screen.last["termines"] == 8

        # The closing sentence, for those who want it shown.
        people[2].say(SENTENCE)
        people[2].click("Oui, la montrer")
        people[3].say("Pour que les voisins se parlent enfin.")
        people[3].click("Non, la garder")
        assert trainer.act("phrases", {"montrer": True})[1]["phrases"] == [SENTENCE]
        screen.wait(phrases=[SENTENCE])

        held = stored(bot)
        with sqlite3.connect(bot.settings.data_dir / "conversations.db") as base:
            events = "".join(row[0] for person in people for row in base.execute("SELECT data FROM events WHERE sender_id = ?", (f"web-{person.sender}",)))
        tokens = {text.split('"')[0] for text in events.split('"jeton": "')[1:]}
        everything = "".join(row for rows in held.values() for row in rows)
        assert len(held["atelier_participant"]) == len(held["atelier_resultat"]) == 8 and len(tokens) >= 8
        assert not any(person.sender in everything for person in people)
        assert not any(token in everything for token in tokens) and trainer.token not in everything
        assert "calembredaines" not in everything and "voisins se parlent" not in everything and "calembredaines" in events

        trainer.close()
        assert "terminé" in screen.wait_end()["message"]
    assert stored(bot) == {table: [] for table in TABLES}
    raw = (bot.settings.data_dir / "conversations.db").read_bytes()
    assert not any(repr(row).split("'")[3].encode() in raw for row in held["atelier_resultat"])
    assert trainer.ask("GET", f"/atelier/api/seances/{trainer.code}")[0] == 404
    # What is told afterwards stays between the bot and who tells it.
    assert people[4].say('/repondre{"dimension": "qui_decide", "modalite": "un_seul"}')
    assert "n’existe pas" in people[5].say(trainer.code)[0]["text"]
    for name in ("rasa", "actions"):
        assert not any(word in bot.log(name) for word in (trainer.token, *tokens, "calembredaines", SENTENCE))


def test_nothing_is_lost_when_the_action_server_dies_in_the_middle(bot: Bot, restart_actions: tuple[Callable[[], None], Callable[[], None]]) -> None:
    kill, back = restart_actions
    trainer = Trainer(bot.settings)
    before, after = bot.conversation(), bot.conversation()
    answer_as(before, "coordination", trainer.code)
    after.say(trainer.code)
    kill()
    assert trainer.state()["termines"] == 1
    back()
    after.click("La version courte") if after.buttons else after.say('/atelier{"faire": "express"}')
    after.say('/repondre{"dimension": "autour_de", "modalite": "realisation"}')
    assert trainer.state()["rejoints"] == 2
    trainer.close()


def test_saying_it_gives_the_page_where_one_is_opened(bot: Bot) -> None:
    (told, *_) = bot.conversation().say("atelier")
    assert told["custom"]["atelier"]["creer"] in told["text"]
