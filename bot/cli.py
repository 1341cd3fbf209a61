"""The command ``pourquoi-reseau``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from bot.launcher import LaunchError, Stopped
from bot.settings import ROOT, SettingError, Settings
from bot.training import ModelError, TrainingError
from typology.errors import KnowledgeError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 with a sentence when not, 2 for a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options, Settings.from_environment()) or 0)
    except (SettingError, LaunchError, TrainingError, ModelError, KnowledgeError) as error:
        print(error, file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Stopped):
        print("\nArrêté.", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace, settings: Settings) -> None:
    from bot.launcher import become, run

    if options.role == "tout":
        run(settings, lambda text: print(text, flush=True))
    else:
        become(settings, options.role)


def _train(options: argparse.Namespace, settings: Settings) -> None:
    from bot.training import is_current, train

    if is_current(settings) and not options.force:
        print("Le modèle est à jour (« --force » pour l'entraîner quand même).")
        return
    print(f"Modèle entraîné : {train(settings)}")


def _chat(options: argparse.Namespace, settings: Settings) -> int:
    from bot.personas import PersonaError, persona
    from bot.terminal import chat

    try:
        who = persona(options.persona) if options.persona is not None else None
    except PersonaError as error:
        print(error, file=sys.stderr)
        return 1
    chat(settings, persona=who)
    return 0


def _validate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.validation import problems, rasa_problems

    found = [*problems()] or rasa_problems(settings)
    print("\n".join(found) or "Connaissances, domaine et données s'accordent.")
    return 1 if found else 0


def _evaluate(options: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import EvaluationError, confusion_table, evaluate, parser, read_items, reliability_table, write_json
    from bot.evaluation_page import About, write_page
    from bot.training import is_current, model_path, train
    from typology.loader import load

    try:
        items = read_items(options.file)
    except EvaluationError as error:
        print(error, file=sys.stderr)
        return 1
    model = model_path(settings) if is_current(settings) else train(settings)
    report, runs = evaluate(items, options.mode, parser(model), load())
    if options.json:
        write_json(report, options.json)
    if options.html:
        write_page(report, runs, About(options.file.name, options.mode, date.today()), load(), options.html)
    print(confusion_table(report, load()))
    print(reliability_table(report))
    print(" ".join(f"{key}={value}" for key, value in report["resume"].items()))
    return 0


def _replay(options: argparse.Namespace, settings: Settings) -> int:
    from bot.evaluation import EvaluationError, read_items
    from bot.replay import replay

    try:
        return 1 if replay(read_items(options.file), settings) else 0
    except EvaluationError as error:
        print(error, file=sys.stderr)
        return 1


def _backup(options: argparse.Namespace, settings: Settings) -> int:
    from bot.backup import BackupError, backup

    try:
        print(f"Sauvegarde : {backup(settings, settings.backup_dir)}")
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _restore(options: argparse.Namespace, settings: Settings) -> int:
    from bot.backup import BackupError, restore
    from bot.launcher import require_free

    try:
        require_free(settings.host, settings.port, "PORT")
        restore(settings, options.file)
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    print("Les conversations de la sauvegarde sont en place. Redémarrez les serveurs.")
    return 0


def _bench(options: argparse.Namespace, settings: Settings) -> None:
    from bot.bench import bench

    bench(settings, options.json)


def _held(options: argparse.Namespace, settings: Settings) -> int:
    from bot.held import erase_held, held, report
    from typology.code import find_code

    found = held(settings, options.who)
    code = find_code(options.who)
    if code:
        print(f"Le code {code} porte lui-même ses réponses, sans un mot ; il n'est rangé nulle part. Conversations où il a été donné ou tapé : {len(found)}.")
    if not found:
        print("Aucune conversation n'est gardée sous ce numéro ou avec ce code.")
        return 0
    if (options.effacer or options.mots) and (code or len(found) > 1):
        print("Plusieurs personnes peuvent avoir le même code : pour lire les mots ou effacer, donnez le numéro de la conversation.", file=sys.stderr)
        return 1
    print(report(found, settings, words=options.mots))
    if options.effacer:
        print(f"Effacé : {erase_held(settings, found[0].sender_id)} événements.")
    return 0


def _privacy(options: argparse.Namespace, settings: Settings) -> None:
    from bot.privacy.measure import measure, read, table

    print(table(measure(read(options.file, options.half)), options.half))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="pourquoi-reseau", description="Pourquoi réseau ? Un chatbot pour découvrir dans quel genre de réseau on travaille.")
    commands = parser.add_subparsers(required=True, metavar="commande")
    running = commands.add_parser("run", help="lance le chatbot sur http://127.0.0.1:5005/ (PORT=… pour un autre port)")
    running.add_argument("--role", choices=("tout", "rasa", "actions"), default="tout", help="un seul des deux serveurs, quand il y en a plusieurs")
    running.set_defaults(command=_run)
    training = commands.add_parser("train", help="entraîne le modèle, s'il n'est pas à jour")
    training.add_argument("--force", action="store_true", help="entraîne même si rien n'a changé")
    training.set_defaults(command=_train)
    chatting = commands.add_parser("chat", help="converse dans le terminal")
    chatting.add_argument("--persona", metavar="NOM", help="fait d'abord parler un praticien inventé de docs/personas, jusqu'au résultat")
    chatting.set_defaults(command=_chat)
    commands.add_parser("validate", help="vérifie que connaissances, domaine et données s'accordent").set_defaults(command=_validate)
    evaluation = commands.add_parser("evaluate", help="mesure la justesse sur un fichier de vignettes")
    evaluation.add_argument("file", type=Path, metavar="FICHIER.yml")
    evaluation.add_argument("--mode", choices=("recit", "court", "entretien"), default="entretien", help="récit seul, deux questions, ou tout l'entretien")
    evaluation.add_argument("--json", type=Path, metavar="SORTIE", help="écrit le détail en JSON")
    evaluation.add_argument("--html", type=Path, metavar="SORTIE", help="écrit une page qui montre, pour chaque vignette, ce qui a été entendu")
    evaluation.set_defaults(command=_evaluate)
    replaying = commands.add_parser("replay", help="tient les entretiens d'un fichier de vignettes avec les vrais serveurs")
    replaying.add_argument("file", type=Path, metavar="FICHIER.yml")
    replaying.set_defaults(command=_replay)
    commands.add_parser("backup", help="copie les conversations dans BACKUP_DIR ; les serveurs peuvent continuer").set_defaults(command=_backup)
    restoring = commands.add_parser("restore", help="remet une copie à la place des conversations ; les serveurs doivent être arrêtés")
    restoring.add_argument("file", type=Path, metavar="SAUVEGARDE")
    restoring.set_defaults(command=_restore)
    holding = commands.add_parser("donnees", help="dit ce qui est gardé d'une conversation")
    holding.add_argument("who", metavar="NUMÉRO_OU_CODE", help="le numéro de la conversation, ou un code de résultat")
    holding.add_argument("--mots", action="store_true", help="montre aussi les messages tels qu'ils sont gardés (droit d'accès)")
    holding.add_argument("--effacer", action="store_true", help="efface cette conversation")
    holding.set_defaults(command=_held)
    hiding = commands.add_parser("evaluate-privacy", help="mesure ce qui est remplacé et ce qui est gardé sur des phrases annotées")
    hiding.add_argument("file", type=Path, nargs="?", default=ROOT / "tests" / "privacy" / "phrases.yml", metavar="FICHIER.yml")
    hiding.add_argument("--half", choices=("mise_au_point", "mesure"), default="mesure", help="la moitié à mesurer")
    hiding.set_defaults(command=_privacy)
    timing = commands.add_parser("bench", help="mesure le temps de lecture par message, sans serveur (« make bench » mesure tout)")
    timing.add_argument("--json", type=Path, metavar="SORTIE", help="écrit les chiffres en JSON")
    timing.set_defaults(command=_bench)
    return parser


if __name__ == "__main__":
    sys.exit(main())
