"""The words of distress: regular expressions over folded words ("je veux mourir"), and the idioms that are none.

Written against the sentences of tests/agents/test_distress.py: a new sentence goes there first.
"""

import re

_ADVERB = r"(?:juste |bien |vraiment |tellement |trop |meme |plutot |deja |parfois |souvent |tous les jours )?"
_WANT = (
    r"(?:veux|veut|veu|voudrais|voudrai|aimerais|aimerai|envie de|envie d|prefere|prefererais|prefererai|souhaite|"
    rf"hate de|envi de|pense a|pensais a|penser a|songe a|reve de|decide de|j ai decide de) {_ADVERB}"
)
_NOT_LIVING = (
    r"(?! (?:a|au|aux|ailleurs|autrement|avec|ca|ce|cela|cette|chez|comme|dans|de|des|du|d|en|ensemble|ici|la|le|les|"
    r"loin|ma|mes|mieux|mon|pleinement|pour|sans|seule?|sous|sur|un|une)\b)"
)
_LIVE = rf"vivre\b{_NOT_LIVING}"
_NOT_DYING = (
    r"(?! (?:a|au|avant|d|dans|de|derriere|en|ici|idiote?|l|la|le|les|moins|pauvre|pour|riche|sans|un|une|vieux|"
    r"vieille)\b)"
)
_DIE = rf"(?:mourr?ire?|crever|clamser|me laisser mourir)\b{_NOT_DYING}"
_LIFE = r"(?! (?:a|active|au|d|dans|de|des|en|parisienne|pro|professionnelle|professionel|sociale|chere|associative)\b)"
_KIN = (
    r"(?:mon (?:mari|conjoint|compagnon|copain|mec|homme|ex|ex mari|ex conjoint|ex copain|ex compagnon|pere|beau pere|"
    r"frere|fils)|ma (?:femme|compagne|copine|conjointe|mere|belle mere|ex)|mes parents)"
)
_WHO = rf"(?:{_KIN}|il|elle|ils|mon (?:patron|chef|collegue|employeur|oncle|voisin))"
_NOT_FIGURATIVE = (
    r"(?! (?:combien|comment|de voir|par|que|dans l oeil|dans la main|l affiche|la discute|la honte|sur l epaule|"
    r"sur le systeme|sur les nerfs|un)\b)"
)
_BEATS = (
    rf"(?:(?:frapp?|tap|cogn|gifl)(?:e|es|ee|ees|ent|er|ait|aient)\b{_NOT_FIGURATIVE}|"
    r"(?:bat|battu|battue|battait)\b(?! (?:a(?! mort)|au|aux|d|de|en|froid|par|pour|sur)\b)|"
    r"(?:tabass|etrangl|brutalis|sequestr|maltrait)\w+(?! (?:de|avec les)\b)|"
    r"viol(?:e|es|ee|ent|ait)?\b(?! (?:la|le|les|mes|mon|ma)\b)|roue\w* de coups|donne des coups|"
    r"enferm\w+ (?:a cle|a clef|a la maison|chez|dans la (?:chambre|cave|salle))|fait (?:du mal|peur a la maison)|"
    r"menac\w+ (?:de mort|de me|avec (?:un couteau|une arme)))"
)

_IDIOMS = (
    r"suicid\w+ (?:\w+ )?(?:assiste|collectif|commercial|de carriere|demographique|economique|financier|fiscal|"
    r"marketing|politique|professionnel|social)\w*",
    r"(?:career|commercial|financial|political|professional) suicide|suicide (?:prevention|squad)",
    r"(?:cellule|etude|etudes|film|livre|memoire|numero|prevention|risque|risques|taux|theorie|these) "
    r"(?:contre le|de|des|du|sur le) suicides?",
    r"mort(?:e|es|s)? de (?:chaud|faim|fatigue|froid|honte|peur|rire|soif|stress|trouille)",
    r"(?:die|dying) (?:of|from) \w+|(?:shoot|shooting|shot) myself in the foot|cut myself some slack",
    r"une balle dans le pied|violences? (?:economiques?|scolaires?|symboliques?|routieres?|verbales?|administratives?)",
)

_SUICIDE = (
    # Naming it, for oneself or for somebody close.
    r"(?:me|m|se|s) (?:etre |suis |est |serais )?(?:sui[csz]+i[dt]|su[csz]+i[dt]|siu[csz]+i[dt])(?!aires?\b)\w*"
    r"\b(?! (?:en|il y a|l an dernier|l annee derniere)\b)",
    r"(?:pens|idee|envi|song)\w* (?:\w+ ){0,3}(?:sui[csz]+id|su[csz]+id)\w*",
    r"(?:suis|deviens|sens|serais) (?:\w+ )?suicidaires?(?! (?:d|de)\b)",
    r"(?:j ai|ma|mes) (?:\w+ ){0,3}tentatives? de suicide",
    # Wanting to die, to be dead, never to wake up.
    rf"{_WANT}{_DIE}",
    r"(?:veux|voudrais|aimerais|prefere|prefererais|envie d|souhaite|souhaiterais) (?:\w+ )?etre (?:deja )?morte?",
    r"(?:serais|serai|etais) (?:\w+ )?mieux morte?|mieux si j etais (?:morte?|plus la)|autant mourir|plus qu a mourir",
    r"(?:envie de|veux|voudrais|aimerais) (?:juste |tout simplement )?disparaitre"
    r"(?! (?:a|au|chaque|d|dans|de|derriere|des|devant|du|lorsque|pendant|quand|quelques|sous)\b)",
    r"(?:plus|pas|jamais) (?:jamais |plus )?(?:me |m )reveiller?(?= ?$| (?:du tout|jamais|plus|demain ?$|"
    r"demain matin ?$))",
    r"(?:enfants|famille|femme|fille|fils|gosses|mari|monde|parents) (?:\w+ ){0,2}(?:irait|iraient|serai|serait|"
    r"seraient) "
    r"(?:\w+ )?mieux sans moi",
    # No longer wanting to live.
    rf"(?:aucun|aucune|pas|perdu|plus|sans) (?:d |du tout |l |la |le |trop |vraiment )?"
    rf"(?:courage|envie?|force|gout|raison|raisons) (?:de )?{_LIVE}",
    rf"(?:arrive|peu|peut|peux|supporte|veut|veux|voudrais) (?:vraiment |meme )?(?:pas|plus) (?:a |de )?{_LIVE}",
    rf"(?:degoutee?|epuisee?|fatiguee?|lasse|marre|ras le bol) de {_LIVE}|a quoi (?:bon|ca sert de|sert de) {_LIVE}",
    rf"(?:degoutee?|fatiguee?|marre|peux plus|ras le bol) de la vie{_LIFE}",
    r"(?:la|ma) vie (?:ne |n )?(?:a|vaut|merite) (?:pas|plus|rien) (?:aucun sens|d etre vecue|de sens|la peine|"
    r"le coup)",
    # Ending it.
    r"(?:aimerais|besoin d|bien|decide d|dois|envie d|envie de|faut|pense a|prefere|vais|veu|veux|"
    r"voudrais) en fini(?:e|r|re)?\b"
    r"(?!(?: \w+){0,4} avec (?!cette vie|l existence|la vie|ma vie|mes jours|moi)"
    r"| (?:au plus|cette|d ici|demain|la|le|les|rapidement|une|vite)\b)",
    rf"en finir avec (?:cette vie|l existence|la vie|ma vie|mes jours){_LIFE}",
    rf"mett\w+ (?:un terme|fin) a (?:cette vie|ma vie|mes jours|mon existence){_LIFE}",
    rf"(?:{_WANT}|vais |comment |faudrait |faut |fini par |finir par |suis capable de |suis prete? a )me "
    r"(?:buter|flinguer|foutre en l air|noyer|pendre|tuer)"
    r"(?! (?:a|au|chaque|d|dans|de|du|en|l|la|le|les|pour|sous|toute?|tous|un|une)\b)",
    r"me (?:coller|mettre|tirer) une balle|me jeter (?:d un|du|par la|sous)|sauter (?:d un pont|du pont|du toit|"
    r"par la fenetre)",
    r"(?:m|me) (?:couper|ouvrir|tailler|trancher) les veines",
    r"(?:avale|avaler|prendre|prends|pris) (?:plein de |toute? |toute la |tous |une |deux )(?:\w+ ){0,2}"
    r"(?:boite de \w+|boites|cachets|comprimes|medicaments|medocs|somniferes)",
    # Hurting oneself.
    r"me scarifi\w+|m automutil\w+|me mutil\w+|je me (?:coupe|taillade) (?:le|les) (?:bras|cuisses|poignets?|veines)",
    r"(?:besoin de|envie de|vais|veux) me faire (?:du )?mal(?! (?:a|au|aux|en)\b)|je me fais (?:du mal|mal expres)",
    r"(?:ai|avoir|d|des|les) (?:\w+ )?idees (?:\w+ )?noires",
    # English.
    r"(?:hang|harm|harming|hurt|hurting|kill|killing|shoot) (?:my self|myself)(?! (?:at|for|in|trying|with|working)\b)",
    r"(?:end|ending) (?:my (?:own )?life|it all)|take my own life|commit suicide|(?:about|of) suicide|suicidal",
    r"(?:going to|gonna|rather|ready to|wanna|want to|wanted to) (?:just |to )?(?:be dead|die)",
    r"wish i (?:was|were) (?:dead|never born)|better off (?:dead|without me)|no reason to live|nothing to live for",
    r"(?:don t|dont|do not|no longer) (?:want to|wanna) (?:be alive|exist|live|wake up)(?= ?$| (?:again|any ?more|"
    r"at all))",
    r"cut my (?:arms|veins|wrists)|cutting myself",
    # German, Spanish.
    r"(?:mich|mir) (?:\w+ )?(?:das leben nehmen|umbringen|umzubringen)|will (?:\w+ )?sterben|nicht mehr leben|"
    r"selbstmord",
    r"(?:ganas de|quiero|quisiera) (?:matarme|morir|morirme|quitarme la vida|suicidarme)|"
    r"no quiero (?:seguir viviendo|vivir)"
    r"(?! (?:aqui|asi|con|de|en)\b)",
)

_VIOLENCE = (
    rf"{_WHO} (?:\w+ ){{0,3}}?(?:m|ma|me|nous) (?:a |avait |ont )?(?:deja |encore |toujours )?{_BEATS}",
    rf"{_KIN} (?:\w+ )?(?:devient|est|etait|redevient) (?:\w+ )?violente?s?|(?:leve|levait) la main sur (?:les|mes|"
    rf"moi|nos)",
    r"(?:bat|frappe|maltraite|secoue|tabasse|tape|viole) (?:les|ma|mes|mon|nos|notre) (?:bebe|enfants?|fille|fils|"
    r"gosses|petits?)",
    rf"(?:battue?|etranglee?|frappee?|menacee?|sequestree?|tabassee?|violee?) (?:\w+ )?par {_KIN}",
    r"(?:j ai ete|j etais|je suis) (?:\w+ )?(?:une )?(?:femme )?(?:battue|violee|violentee)(?! (?:a|au|pour|sur)\b)",
    r"(?:etant|j ai ete|j etais|je suis) (?:\w+ )?victime (?:d|de) (?:\w+ )?(?:coups|maltraitances?|viols?|violences?)",
    r"(?:je|on) (?:subis|subit|vis|vit) (?:\w+ )?(?:de la |des |les )?(?:coups|maltraitance|violences?)",
    r"me suis faite? (?:etrangler|frapper|sequestrer|tabasser|violer)",
    r"(?:essaie de|essaye de|menace de|veut|voulait) (?:m |me |nous )(?:bruler|etrangler|frapper|tuer)",
    rf"{_KIN} (?:\w+ )?va (?:me|nous) tuer(?! (?:de|lorsque|pour|quand|si)\b)",
    rf"(?:j ai|ai) (?:\w+ )?peur (?:de|d) {_KIN}(?= ?$| (?:car|depuis|elle|il|parce|qui|tous|quand il))",
    r"peur (?:d etre|de rentrer|de retourner) (?:seule? )?(?:a la maison|avec lui|chez moi)|peur pour ma vie",
    r"(?:je suis|on est|suis) (?:\w+ )?en danger(?= ?$| (?:a la maison|avec lui|chez moi|de mort|immediat|maintenant))",
    # English.
    r"(?:he|my (?:boyfriend|dad|ex|father|girlfriend|husband|mother|partner|stepfather|wife)|she|they) (?:\w+ ){0,2}"
    r"(?:attacked|beat|beats|beating|choked|chokes|hit|hits|hitting|hurts|punched|punches|raped|rapes|slapped|slaps|"
    r"strangled)"
    r" me(?! (?:at|in that|that|to)\b)",
    r"(?:threatened|threatens) to kill me|abusive (?:boyfriend|husband|partner|wife)|not safe at home|(?:i am|"
    r"i m) in danger",
    r"(?:afraid|scared|terrified) (?:of my (?:boyfriend|dad|ex|father|husband|partner)|to go home)",
    r"(?:i am|i m) (?:a )?victim of (?:domestic )?(?:abuse|violence)",
    # German, Spanish.
    r"(?:mein (?:freund|mann|partner|vater)|er) (?:\w+ )?(?:bedroht|schlagt|schlug) mich",
    r"mi (?:ex|marido|novio|padre|pareja) (?:\w+ )?me (?:amenaza|golpea|maltrata|pega)",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})")


IDIOMS = _any_of(_IDIOMS)
SUICIDE = _any_of(_SUICIDE)
VIOLENCE = _any_of(_VIOLENCE)
