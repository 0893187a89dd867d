"""The words of the terminal, in French and in English."""

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    "welcome": "Bonjour, je suis Iris. Écrivez votre message, ou /help.",
    "topics": "Par exemple :",
    "help": "/new       commencer une autre conversation\n"
    "/threads   vos conversations\n"
    "/energy    vos points\n"
    "/history   relire la conversation ; /history 2 : relire et reprendre la deuxième de /threads\n"
    "/stop      arrêter la réponse en cours (Ctrl-C aussi)\n"
    "/quit      quitter",
    "new": "Nouvelle conversation.",
    "no_threads": "Aucune conversation pour l’instant.",
    "no_history": "Rien n’a encore été dit.",
    "no_such_thread": "Il n’y a pas de conversation {number} : voyez /threads.",
    "nothing_to_stop": "Aucune réponse en cours.",
    "unknown": "Commande inconnue : {command}. Voyez /help.",
    "you": "Vous",
    "said": "{who} : {text}",
    "guided": "mode guidé : Iris répond sans modèle de langage",
    "model": "modèle : {model}",
    "sources": "Sources",
    "checked": "vérifié le {date}",
    "energy": "énergie : {available} points",
    "pack": "  {number}. {title} : {points} points, {price}",
    "which_pack": "[numéro du pack, ou non]",
    "choose_pack": "Répondez par le numéro d’un pack, ou non.",
    "pay_at": "Pour payer : {url}",
    "sandbox": "Bac à sable : aucun argent ne circule.",
    "paid": "[Entrée une fois payé, ou non]",
    "unpaid": "Le paiement n’est pas encore arrivé.",
    "stopped": "(réponse arrêtée)",
    "failed": "{message} [{code}]",
    "recovered": "(réponse relue dans l’historique)",
    "confirm": "Iris demande votre accord.",
    "yes_or_no": "Répondez oui ou non.",
    "choice": "[oui/non]",
    "lost": "La connexion avec Iris est perdue ({why}). Votre conversation est conservée : réessayez.",
    "unreachable": "Iris ne répond pas à l’adresse {url}. Pour la démarrer : make run",
    "not_iris": "Ce n’est pas Iris qui répond à l’adresse {url} ({why}).",
    "bye": "À bientôt.",
}
ENGLISH: Mapping[str, str] = {
    "welcome": "Hello, I am Iris. Type your message, or /help.",
    "topics": "For instance:",
    "help": "/new       begin another conversation\n"
    "/threads   your conversations\n"
    "/energy    your points\n"
    "/history   read the conversation again; /history 2: read and go on with the second one of /threads\n"
    "/stop      stop the answer (so does Ctrl-C)\n"
    "/quit      leave",
    "new": "New conversation.",
    "no_threads": "No conversation yet.",
    "no_history": "Nothing was said yet.",
    "no_such_thread": "There is no conversation {number}: see /threads.",
    "nothing_to_stop": "No answer to stop.",
    "unknown": "Unknown command: {command}. See /help.",
    "you": "You",
    "said": "{who}: {text}",
    "guided": "guided mode: Iris answers without a language model",
    "model": "model: {model}",
    "sources": "Sources",
    "checked": "checked on {date}",
    "energy": "energy: {available} points",
    "pack": "  {number}. {title}: {points} points, {price}",
    "which_pack": "[number of a pack, or no]",
    "choose_pack": "Answer with the number of a pack, or no.",
    "pay_at": "To pay: {url}",
    "sandbox": "Sandbox: no money moves.",
    "paid": "[Enter once it is paid, or no]",
    "unpaid": "The payment has not arrived yet.",
    "stopped": "(answer stopped)",
    "failed": "{message} [{code}]",
    "recovered": "(answer read again from the history)",
    "confirm": "Iris asks for your consent.",
    "yes_or_no": "Answer yes or no.",
    "choice": "[yes/no]",
    "lost": "The connection to Iris is lost ({why}). Your conversation is kept: try again.",
    "unreachable": "Iris does not answer at {url}. To start it: make run",
    "not_iris": "What answers at {url} is not Iris ({why}).",
    "bye": "Goodbye.",
}
