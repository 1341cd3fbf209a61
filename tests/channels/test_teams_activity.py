"""What an activity says."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.teams_activity import Kind, read, without_mentions
from tests.channels.fake_microsoft import APP, FakeMicrosoft, Sent
from tests.channels.teams_people import BOT, Person


@pytest.fixture
def fake() -> FakeMicrosoft:
    return FakeMicrosoft()


def test_a_private_message_is_its_words(fake: FakeMicrosoft) -> None:
    person = Person(fake)
    incoming = read(person.says("bonjour"))
    assert incoming and (incoming.kind, incoming.text, incoming.group) == (Kind.message, "bonjour", False)
    assert (incoming.bot, incoming.person["id"], incoming.conversation) == (BOT, person.account["id"], person.conversation)


@pytest.mark.parametrize("kind", ["groupChat", "channel"])
def test_in_a_group_the_mention_is_taken_off_and_each_has_their_own_conversation(fake: FakeMicrosoft, kind: str) -> None:
    nadege = Person(fake, kind)
    other = Person(fake, kind, nadege.conversation, "Luc")
    one, two = read(nadege.says("nous, le réseau")), read(other.says("bonjour"))
    assert one and two and one.group and one.text == "nous, le réseau"
    assert one.sender_id != two.sender_id


def test_each_thread_of_a_channel_is_a_conversation_and_a_private_one_another(fake: FakeMicrosoft) -> None:
    person = Person(fake, "channel", "19:x@thread.tacv2;messageid=1")
    ids = {getattr(read(person.says("a")), "sender_id", None)}
    for kind, conversation in (("channel", "19:x@thread.tacv2;messageid=2"), ("personal", "19:x@thread.tacv2;messageid=1")):
        person.kind, person.conversation = kind, conversation
        ids.add(getattr(read(person.says("a")), "sender_id", None))
    assert len(ids) == 3


def test_the_name_of_a_conversation_is_the_same_each_time_short_and_in_its_own_room(fake: FakeMicrosoft) -> None:
    person = Person(fake, conversation="a:" + "x" * 400)
    one, two = read(person.says("a")), read(person.says("b"))
    assert one and two and one.sender_id == two.sender_id
    assert one.sender_id.startswith("teams-") and len(one.sender_id) < 255 and person.conversation not in one.sender_id


def test_a_click_s_payload_comes_before_any_text(fake: FakeMicrosoft) -> None:
    person = Person(fake)
    value = {"payload": "/ne_sait_pas", "title": "Je ne sais pas", "text": "Qui ?", "pour": "teams-1"}
    incoming = read(person.activity(text="autre chose", value=value, replyToId="7"))
    assert incoming and incoming.click
    assert (incoming.kind, incoming.text) == (Kind.click, "/ne_sait_pas")
    assert incoming.click == type(incoming.click)("Je ne sais pas", "Qui ?", "7", "teams-1")


@pytest.mark.parametrize("value", [None, 3, "x", [], {}, {"payload": None}, {"payload": 3}, {"autre": "x"}])
def test_a_value_that_is_no_click_leaves_the_words(fake: FakeMicrosoft, value: Any) -> None:
    incoming = read(Person(fake).activity(text="bonjour", value=value))
    assert incoming and (incoming.kind, incoming.text, incoming.click) == (Kind.message, "bonjour", None)


def test_a_click_with_broken_parts_is_a_click_all_the_same(fake: FakeMicrosoft) -> None:
    incoming = read(Person(fake).activity(value={"payload": "/passer", "title": 3, "text": None}))
    assert incoming and incoming.click and (incoming.click.title, incoming.click.text, incoming.click.card) == ("", "", "")


@pytest.mark.parametrize("text", [None, 3, ["bonjour"], {}])
def test_a_message_without_text_is_empty(fake: FakeMicrosoft, text: Any) -> None:
    incoming = read(Person(fake).activity(text=text))
    assert incoming and incoming.text == ""


def test_being_added_is_told_in_two_ways_and_removed_too(fake: FakeMicrosoft) -> None:
    person = Person(fake)
    assert [getattr(read(activity), "kind", None) for activity in person.adds_the_bot()] == [Kind.added] * 2
    gone = [person.activity(type="installationUpdate", action="remove"), person.activity(type="conversationUpdate", membersRemoved=[BOT])]
    assert [getattr(read(activity), "kind", None) for activity in gone] == [Kind.removed] * 2


@pytest.mark.parametrize(
    "content",
    [
        {"type": "conversationUpdate", "membersAdded": [{"id": "29:une-autre"}]},
        {"type": "conversationUpdate", "membersAdded": "tous"},
        {"type": "conversationUpdate", "membersAdded": [None, 3]},
        {"type": "conversationUpdate", "channelData": {"eventType": "channelRenamed"}},
        {"type": "installationUpdate", "action": "add-upgrade"},
        {"type": "typing"},
        {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
        {"type": "messageUpdate", "text": "corrigé"},
        {"type": "messageDelete"},
        {"type": "invoke", "name": "task/fetch"},
        {"type": "event"},
        {"type": None},
        {"type": ["message"]},
        {"from": BOT, "text": "un écho"},
    ],
)
def test_what_does_not_concern_the_bot_is_left_alone(fake: FakeMicrosoft, content: dict[str, Any]) -> None:
    assert read(Person(fake).activity(**content)) is None


@pytest.mark.parametrize("content", [{"from": None}, {"recipient": "28:x"}, {"conversation": {}}, {"conversation": {"id": 3}}, {"from": {"id": ""}}])
def test_what_is_no_activity_is_said_to_be_none(fake: FakeMicrosoft, content: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="activity"):
        read(Person(fake).activity(**content))


def test_only_the_bot_s_own_mention_is_taken_off() -> None:
    entities = [
        {"type": "mention", "mentioned": {"id": f"28:{APP}"}, "text": "<at>Bot</at>"},
        {"type": "mention", "mentioned": {"id": "29:luc"}, "text": "<at>Luc Duval</at>"},
        {"type": "mention"},
        None,
    ]
    assert without_mentions("<at>Bot</at> avec <at>Luc Duval</at>", entities, f"28:{APP}") == "avec Luc Duval"
    assert without_mentions("Bot, bonjour", "rien", f"28:{APP}") == "Bot, bonjour"
    assert without_mentions("un &lt;b&gt; et l&#39;autre&nbsp;&amp;", None, "x") == "un <b> et l'autre &"


def test_the_fake_s_own_click_is_read(fake: FakeMicrosoft) -> None:
    from bot.channels.teams_cards import activities

    (body,) = activities([{"text": "Qui ?", "buttons": [{"title": "Nous", "payload": "/passer"}]}])
    incoming = read(Person(fake).clicks(Sent("POST", "a", "9", body), "Nous"))
    assert incoming and incoming.click and (incoming.text, incoming.click.card, incoming.click.text) == ("/passer", "9", "Qui ?")
