#!/bin/sh
# Installs into .tools/teams what the tests of the Teams channel use, by npm: Microsoft's Agents Playground (its own licence: to evaluate, so it is
# never in this repository) and the schemas of its app manifest (MIT). Nothing of it runs with the bot.
set -eu
cd "$(dirname "$0")/.."
command -v npm >/dev/null || { echo "npm n'est pas installé (paquets Debian : nodejs npm)." >&2; exit 1; }
mkdir -p .tools/teams
cp scripts/teams/package.json scripts/teams/package-lock.json .tools/teams/
cd .tools/teams
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
