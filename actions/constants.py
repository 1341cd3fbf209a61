"""Names shared with the domain, so that no literal is written twice."""

FORM = "entretien"
REQUESTED_SLOT = "requested_slot"
LEDGER_SLOT = "ledger"
STATE_SLOT = "etat"
UNKNOWN_VALUE = "inconnu"
ANSWERED_VALUE = "dit"

CHOOSE = "/repondre"
DO_NOT_KNOW = "/ne_sait_pas"
WHY = "/demander_pourquoi"
EXAMPLE = "/demander_exemple"
RESTART = "/recommencer"
