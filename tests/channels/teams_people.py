"""People in Teams: what Teams sends to the bot when they write, click, or add it somewhere."""

from __future__ import annotations

import uuid
from typing import Any

from tests.channels.fake_microsoft import APP, TENANT, FakeMicrosoft, Sent

BOT = {"id": f"28:{APP}", "name": "Pourquoi réseau ?"}
Json = dict[str, Any]


class Person:
    """Someone, in a private chat (``personal``), a group's (``groupChat``) or a channel's thread (``channel``)."""

    def __init__(self, fake: FakeMicrosoft, kind: str = "personal", conversation: str | None = None, name: str = "Nadège") -> None:
        self.fake, self.kind = fake, kind
        self.account = {"id": f"29:{uuid.uuid4().hex}", "name": name, "aadObjectId": str(uuid.uuid4())}
        self.conversation = conversation or {
            "personal": f"a:1{uuid.uuid4().hex}", "groupChat": f"19:{uuid.uuid4().hex}@thread.v2",
            "channel": f"19:{uuid.uuid4().hex}@thread.tacv2;messageid=1718000000000",
        }[kind]  # fmt: skip

    def activity(self, **content: Any) -> Json:
        """An activity of this person's, here."""
        conversation = {"conversationType": self.kind, "tenantId": TENANT, "id": self.conversation}
        return {
            "type": "message", "id": str(uuid.uuid4()), "timestamp": "2026-01-15T09:00:00.000Z", "channelId": "msteams", "serviceUrl": self.fake.service_url,
            "from": self.account, "conversation": {**conversation, **({"isGroup": True} if self.kind != "personal" else {})}, "recipient": BOT,
            "locale": "fr-BE", "channelData": {"tenant": {"id": TENANT}}, "entities": [{"locale": "fr-BE", "country": "BE", "type": "clientInfo"}], **content,
        }  # fmt: skip

    def says(self, text: str) -> Json:
        """Words; in a group with the mention without which the bot would not hear them."""
        if self.kind == "personal":
            return self.activity(text=text, textFormat="plain")
        mention = {"type": "mention", "mentioned": BOT, "text": f"<at>{BOT['name']}</at>"}
        return self.activity(text=f"<at>{BOT['name']}</at>&nbsp;{text}\n", textFormat="plain", entities=[mention])

    def clicks(self, card: Sent, title: str) -> Json:
        """The button of that title, as Teams sends it: the button's data, no text."""
        (action,) = [action for action in card.actions if action["title"].replace("\u00a0", " ").replace("\u202f", " ").startswith(title)]
        return self.activity(value=action["data"], replyToId=card.id)

    def adds_the_bot(self) -> list[Json]:
        """Both things that Teams tells."""
        return [
            self.activity(type="installationUpdate", action="add"),
            self.activity(type="conversationUpdate", membersAdded=[{"id": BOT["id"]}, {"id": self.account["id"]}]),
        ]
