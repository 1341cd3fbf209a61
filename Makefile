# Deux commandes suffisent : « make run » et « make test ». Le reste de ce fichier trouve ou apporte ce qu'il leur faut.
SHELL := /bin/sh
export RASA_TELEMETRY_ENABLED = false
export PYTHONPATH := $(CURDIR)

# The outer virtual environment of whoever calls us must not leak into ours.
unexport VIRTUAL_ENV
unexport PYTHONHOME

.DEFAULT_GOAL := help
.PHONY: help run chat test test-lourd check train lint bench validate audit backup restore teams-app install clean

PY := .venv/bin/python

help: ## dit ce que l'on peut faire ici
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: .venv/.installed ## installe ce qu'il faut, dans .venv et .tools (fait tout seul par les autres)

.venv/.installed: pyproject.toml uv.lock scripts/install.sh
	@sh scripts/install.sh
	@touch $@

run: install ## lance le chatbot : http://127.0.0.1:5005/ (PORT=… pour un autre port)
	@exec $(PY) -m bot.cli run

chat: install ## converse dans le terminal
	@exec $(PY) -m bot.cli chat

train: install ## entraîne le modèle, s'il n'est pas à jour
	@$(PY) -m bot.cli train

QUICK := not server and not browser and not model and not lourd

test: install ## tous les tests sauf les lourds, avec les vrais serveurs et un vrai navigateur
	@$(PY) -m pytest -n 2 -m "$(QUICK)"
	@$(PY) -m pytest -m "(server or browser or model) and not lourd"

test-lourd: install ## une installation entière en panne, et soixante personnes à la fois (machine au repos)
	@$(PY) -m pytest -m lourd

check: lint ## style, types, et les tests qui ne demandent ni serveur ni modèle
	@$(PY) -m pytest -n 2 -m "$(QUICK)" --hypothesis-profile rapide

lint: install ## style et types (ruff, mypy)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

validate: install ## connaissances, domaine et données s'accordent-ils ?
	@$(PY) -m bot.cli validate

bench: install ## mesure notre bot à côté d'un « rasa init », et écrit docs/performance.md (machine au repos ; ARGS="--parties nlu" pour la lecture seule)
	@$(PY) -m scripts.bench $(ARGS)

audit: install ## les paquets verrouillés ont-ils des failles connues ? (jugées dans docs/securite.md)
	@$(PY) scripts/audit.py

backup: install ## copie les conversations dans var/sauvegardes (BACKUP_DIR=… pour ailleurs)
	@$(PY) -m bot.cli backup

restore: install ## remet une copie à sa place : make restore FROM=var/sauvegardes/… (les serveurs arrêtés)
	@$(PY) -m bot.cli restore "$(FROM)"

teams-app: install ## fait le paquet à donner à Teams (TEAMS_APP_ID=… PUBLIC_URL=https://…)
	@$(PY) -m bot.teams_app

clean: ## retire tout ce qui a été installé ou produit (pas les conversations, dans var/)
	@rm -rf .venv .tools models .rasa .hypothesis .pytest_cache .mypy_cache .ruff_cache
