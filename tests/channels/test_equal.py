"""The three rooms are equal: the same scenarios, held with the real servers on the page, in Slack and in Teams, are answered with the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.channels.fake_microsoft import FakeMicrosoft
from tests.channels.fake_slack import FakeSlack
from tests.channels.rooms import Rooms
from tests.conftest import Bot
from tests.conversations import test_conversations as runner
from typology.loader import load

SCENARIOS = (
    # All the types.
    "types/soutien_jeune_liege",
    "types/aide_plan_services_quebec",
    "types/coordination_endettement_namur",
    "types/synergie_aidants_luxembourg",
    "types/partenariat_epicerie_charleroi",
    "types/connexion_psychiatrie_fribourg",
    "types/mobilisation_centre_bruxelles",
    # With buttons, « pourquoi cette question », corrections, « je ne sais pas ».
    "boutons/soutien",
    "corrections/changer_pendant",
    "corrections/la_lecture_change",
    "ne_sait_pas/pourquoi_perdu",
    # A code given in one room and opened in another.
    "reprise/code_ailleurs",
    "egales/code_du_resultat",
    # What each room writes in its own way.
    "egales/signes",
)


def scenario(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((runner.FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return content


@pytest.mark.server
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_three_rooms_are_equal(name: str, bot: Bot, slack_api: FakeSlack, bot_s_microsoft: FakeMicrosoft) -> None:
    rooms = Rooms(bot, slack_api, bot_s_microsoft)
    last = runner.perform(rooms, scenario(name))
    assert isinstance(last, Rooms)
    last.finish()


def test_all_the_types_and_all_the_files_of_the_folder_are_among_them() -> None:
    found = {scenario(name)["attendu"]["type"] for name in SCENARIOS if name.startswith("types/")}
    assert found == set(load().type_ids)
    assert {f"egales/{path.stem}" for path in Path(runner.FOLDER / "egales").iterdir()} <= set(SCENARIOS)
