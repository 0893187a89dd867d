"""The words of distress: regular expressions over folded words ("je veux mourir"), and the idioms that are none.

By language, the one to answer in. What is vague ("je vois plus d'issue") is a sign unless an object at work follows.

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
_LIFE = (
    r"(?! (?:a|active|au|d|dans|de(?! merde)|des|en|parisienne|pro|professionnelle|professionel|sociale|chere|"
    r"associative)\b)"
)
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
    r"menac\w+ (?:de mort|de me(?! (?:licencier|muter|renvoyer|virer)\b)|avec (?:un couteau|une arme)))"
)
_WORK = (
    r"(?:agence|alternance|annonces?|apprentissage|atelier|bilan|boite|boss|boulot|boutique|branche|bureau|"
    r"candidatures?"
    r"|carriere|cdd|cdi|chantier|chef|clients?|collegues?|commerce|conflit|contrat|conges?|cpf|cv|demarches?|demission|"
    r"dossiers?|eleves|emploi|employeur|entreprise|entretiens?|equipe|etudes|formation|hopital|horaires|interim|job|"
    r"lettre|litige|magasin|marche|metier|missions?|negociations?|patients|patron|plannings?|poste|pot de depart|"
    r"procedure|profession\w*|projet|promo|recherches?|reconversion|recruteurs?|restauration|reunions?|rupture|salaire|"
    r"secteur|service|stage|taf|travail|travailler|usine)\b"
)
_NOT_AT_WORK = (
    r"(?! (?:\w+ )?profession\w+|(?: de toute (?:facon|maniere))?"
    rf" (?:a|au|aux|avec|chez|cote|d|dans|de|du|en|entre|le|niveau|pour|sur)(?: \w+){{0,4}}? {_WORK})"
)
_ENGLISH_WORK = (
    r"(?:applications?|apprenticeship|boss|career|classes|colleagues|company|coworkers|course|cv|degree|interviews?|"
    r"internship|job|manager|chef|office|patron|position|project|resume|role|search|shifts?|studies|team|training|"
    r"travail|work|working)\b"
)
_NOT_AT_ENGLISH_WORK = rf"(?! (?:as|at|for|in|on|with|working)(?: \w+){{0,3}}? ?{_ENGLISH_WORK}| working\b)"
_BOSS = (
    r"(?:mon|ma|mes|un|une|le|la|des|les|my|mein|meine|mi) (?:ex |ancienne? |futur |futurs )?(?:boss|cadres?|chefs?|"
    r"chefin|clients?|collegues?|colleagues?|coworkers?|directeur|directrice|employer|employeur|encadrante?|formateur|"
    r"formatrice|gerante?|jef[ea]|kollegen?|maitre d apprentissage|maitre de stage|manager|n 1|patron|recruteur|"
    r"responsable|superieure?|supervisor|tuteur|tutrice|vorgesetzter?)"
)
_HARASSES = r"harc?[ea]l+\w*\b(?! (?:afin|avec|d|de|par|pour|sur)\b)"
_BODY = r"(?:(?:a|au|aux|la|le|les|ma|mes|sur) )?(?:\w+ )?(?:cuisses?|cul|entrejambe|fesses?|poitrine|seins?|sexe)\b"
_PILLS = (
    r"(?:antidepresseurs|anxiolytiques|cachets?|cachetons|comprimes|doliprane\w*|lexomil|medicaments?|medocs?|"
    r"paracetamol|pilules|somniferes?|xanax)\b"
)
_PACKET = r"(?:boites?|entreprise|flacons?|plaquettes?|tablettes?|tubes?)"
_AS_PRESCRIBED = (
    r"(?!(?: \w+){0,3} (?:d habitude|dans (?:la|le|ma|mon) (?:sac|trousse|valise)|ordonnance|prescri\w+|prevu|"
    r"traitement)\b)"
)
_TAKEN_AS_PRESCRIBED = r"(?!(?: \w+){0,4} (?:as usual|doctor\w*|prescri\w+|with (?:breakfast|food|water))\b)"

_IDIOMS = (
    r"suicid\w+ (?:\w+ )?(?:assiste|collectif|commercial|de carriere|demographique|economique|financier|fiscal|"
    r"marketing|politique|professionnel|social)\w*",
    r"(?:career|commercial|financial|political|professional) suicide|suicide (?:prevention|squad)",
    r"(?:cellule|etude|etudes|film|livre|memoire|numero|prevention|risque|risques|taux|theorie|these) "
    r"(?:contre le|de|des|du|sur le) suicides?",
    r"mort(?:e|es|s)? de (?:chaud|faim|fatigue|froid|honte|peur|rire|soif|stress|trouille)",
    r"(?:die|dying) (?:of|from) \w+|(?:shoot|shooting|shot) myself in the foot|cut myself some slack",
    r"si je (?:change|demissionne|pars|quitte)\b (?:\w+ ){0,6}personne (?:ne |n )?(?:me |m )?(?:regrett|pleur)\w+",
    r"(?:au|en|dans (?:ce|cette|l|la|le|ma|mon)|sur (?:le|"
    rf"ce)) (?:\w+ (?:du )?)?{_WORK} (?:\w+ ){{0,3}}personne (?:n )?a "
    r"besoin de moi",
    r"(?:chauffagiste|cuisini\w+|gazier|plombi\w+|technicien\w*) (?:\w+ ){0,8}ouvert le gaz",
    r"une balle dans le pied|violences? (?:economiques?|scolaires?|symboliques?|routieres?|verbales?|administratives?)",
)

_EMERGENCY = (
    # Medicines.
    r"(?:j ai|je viens d|je viens de|viens d|viens de) (?:\w+ ){0,2}?(?:avale|avaler|bouffe|bouffer|gobe|gober|ingere|"
    r"pris|prendre) (?:(?:beaucoup|plein|trop|trop plein) de|toute?|toute la|toutes? les|tous|\d\d|une|deux|trois|la|"
    rf"les deux|mes) (?:\w+ )?(?:{_PACKET} )(?:entiere )?(?:d |de |des )?(?:\w+ )?{_PILLS}{_AS_PRESCRIBED}",
    r"(?:j ai|j|je viens d|je viens de|viens d|viens de) (?:\w+ ){0,2}?(?:avale|avaler|bouffe|bouffer|gobe|gober|"
    r"ingere|"
    r"pri|pris|prendre) (?:(?:beaucoup|plein|trop) (?:de|d)|tou(?:s|te?)?|"
    rf"\d\d) (?:\w+ ){{0,2}}?{_PILLS}{_AS_PRESCRIBED}",
    rf"j ai tout (?:avale|bouffe|gobe|pris) (?:\w+ ){{0,2}}?{_PILLS}{_AS_PRESCRIBED}",
    rf"(?:elle|il|ma \w+|mon \w+) a (?:\w+ )?(?:avale|gobe) (?:plein de|tous|toute?|une) (?:\w+ ){{0,3}}?{_PILLS}",
    rf"(?:fait|fais|faire) une overdose(?= ?$| (?:d |de |aux )(?:\w+ )?{_PILLS})",
    # Gas.
    r"(?:j ai|je viens d|viens d) (?:\w+ ){0,2}?(?:ouvert?|ouvrir) (?:le |tout le )?ga[sz]\b(?!(?: \w+){0,4} (?:cafe|"
    r"chaudiere|chauffage|chauffer|compteur|cuire|cuisine|cuisiner|cuisson|eau|four|manger|repas|soupe|verifier)\b)"
    rf"{_NOT_AT_WORK}",
    # A cut, a fall, a rope.
    r"(?:me suis|m suis|vient de s|viens de m) (?:\w+ )?(?:coup|entaill|ouver|ouvr|taillad|"
    r"tranch)\w+ (?:les (?:avant )?"
    rf"(?:bras|poignets|veines)|la gorge)\b(?! (?:en \w+ant)\b){_NOT_AT_WORK}",
    r"(?:sur le (?:bord|parapet|pont|rebord|toit)|au bord du (?:pont|quai|toit|vide)|"
    r"sur les rails) (?:\w+ ){0,4}?(?:vais|"
    r"envie de|prete? a) (?:\w+ )?sauter",
    r"corde autour du cou (?:\w+ ){0,3}?(?:je vais|je suis prete?)\b",
)

_EMERGENCY_EN = (
    r"(?:i|i ve|ive|i have|just) (?:just )?(?:overdosed|taken an overdose|took an overdose|odd|od d)\b",
    r"(?:i|i ve|ive|i have|just) (?:just )?(?:taken|took|swallowed) (?:a bottle of|a bunch of|a (?:lot|load) of|"
    r"a whole|"
    r"all|an entire|every|loads of|the whole|too many|\d\d) (?:\w+ ){0,3}?(?:medication|meds|medicine|painkillers|"
    rf"paracetamol|pills?|tablets|xanax)\b{_TAKEN_AS_PRESCRIBED}",
    r"turned (?:on the gas|the gas on)(?!(?: \w+){0,3} (?:breakfast|cook|cooking|dinner|heating|lunch|site|stove|"
    r"tea)\b)",
    r"(?:i|i ve|ive|i have|just) (?:just )?(?:cut|slashed|slit) my (?:throat|veins|wrists?)\b"
    r"(?! (?:at|on the|while)\b)",
)

_EMERGENCY_DE = (
    r"(?:alle|die ganzen|meine ganzen|zu viele) (?:\w+ )?(?:medikamente|pillen|schlaftabletten|tabletten) (?:\w+ )?"
    r"(?:eingenommen|genommen|geschluckt)",
    r"(?:das )?gas aufgedreht|(?:mir|habe mir) (?:\w+ )?(?:die )?pulsadern (?:aufgeschnitten|geoffnet)",
)

_EMERGENCY_ES = (
    r"(?:he|me he|me|acabo de) (?:tomado|tome|tragado|trague|tomarme|tragarme) (?:todas?|todos?|muchas|un monton de) "
    r"(?:\w+ ){0,2}(?:medicamentos|medicinas|pastillas)",
    r"(?:abri|he abierto) el gas|me (?:corte|he cortado) las venas",
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
    rf"(?:{_WANT}|autant |dois |ferais mieux de |n ai qu a |plus qu a |vais )(?:juste |tout simplement )?disparaitre"
    r"(?! (?:a|au|chaque|d|dans|de|derriere|des|devant|du|lorsque|pendant|quand|quelques|sous)\b)",
    r"(?:mieux|heureu(?:x|se|ses)|soulagee?s?|tranquilles?) si je (?:n |ne )?(?:disparaiss?ais|mour+ais|"
    r"etais (?:plus|pas) (?:la|nee?)|existais (?:pas|plus))\b(?! (?:au|aux|dans|de|du|en|pour|quand)\b)",
    r"(?:plus|pas|jamais) (?:jamais |plus )?(?:me |m )reveiller?(?= ?$| (?:du tout|jamais|plus|demain ?$|"
    r"demain matin ?$))",
    r"(?:enfants|famille|femme|fille|fils|gosses|mari|monde|parents) (?:\w+ ){0,2}(?:irait|iraient|serai|serait|"
    r"seraient) "
    r"(?:\w+ )?mieux sans moi",
    # No longer wanting to live.
    r"(?:aucun|aucune|pas|perdu|plus|sans) (?:d |du tout |l |la |le |trop |vraiment )?"
    rf"(?:courage|envie?|force|gout|raison|raisons) (?:de )?{_LIVE}",
    rf"(?:arrive|peu|peut|peux|supporte|veut|veux|voudrais) (?:vraiment |meme )?(?:pas|plus) (?:a |de )?{_LIVE}",
    rf"(?:degoutee?|epuisee?|fatiguee?|lasse|marre|ras le bol) de {_LIVE}|"
    rf"a quoi (?:bon|[cs]a sert(?: de)?|sert(?: de)?) (?:continuer (?:a|de) )?(?:exister|vivre comme [cs]a|{_LIVE})",
    rf"(?:degoutee?|fatiguee?|jpp|marre|pe[uxt]* plus?|ras le bol) de la vie\b{_LIFE}|jpp de (?:ma vie(?= ?$)|"
    rf"{_LIVE})",
    r"(?:la|ma) vie (?:ne |n )?(?:a|vaut|merite) (?:pas|plus|rien) (?:aucun sens|d etre vecue|de sens|la peine|"
    r"le coup)",
    # No longer wanting to be, said vaguely.
    r"(?:aimerais|envie de|envie d|prefere|prefererais|souhaite|veux|voudrais|voudrai) (?:\w+ )?(?:ne |n )?(?:pas|"
    r"plus?|pu) "
    r"exister(?! (?:a|comme|dans|pour|que|qu|seulement|uniquement)\b)",
    r"(?:aimerais|prefere|prefererais|voudrais|voudrai) (?:ne |n )?(?:jamais )?(?:avoir (?:jamais )?existe|"
    r"etre (?:jamais )?"
    r"nee?)\b(?! (?:a|au|ailleurs|avant|dans|en|plus|riche)\b)",
    r"(?:envie|veux|veut|voudrais|voudrai|aimerais|aimerai|souhaite) (?:\w+ )?(?:que|qu) (?:tout|tout ca|tout cela|"
    r"toute? ma"
    rf" vie) s ?ar+ete(?:nt|r)?\b{_NOT_AT_WORK}",
    r"\w*(?:vois?|voit|voir|trouve|y a|ai|reste) (?:\w+ )?(?:plus|pas|aucune|plus aucune|pas d autre|"
    r"plus d autre|plu) "
    rf"?(?:d ?)?issue\b(?! (?:favorable|amiable|de secours)){_NOT_AT_WORK}",
    r"person+e (?:ne |n )?(?:va )?(?:me |m )(?:regret+|pleur)(?:er|era|erai|erait|erais|erons|eront|eraient)\b"
    rf"{_NOT_AT_WORK}|(?:manquer\w* a personne|personne (?:ne )?verrait (?:que je suis plus la|la difference))"
    rf"{_NOT_AT_WORK}",
    r"person+e (?:n )?a (?:plus |vraiment )?besoin de moi(?= ?$| (?:de (?:toute?|tte)|dans (?:ce|le) monde|"
    r"nulle part|sur "
    rf"(?:cette )?terre|alors|et|je|sur cette planete)\b){_NOT_AT_WORK}",
    # A letter of farewell.
    r"(?:ecri[a-z]*|laisse\w*|prepar\w+|redig\w+|fai[a-z]*|fini\w*) (?:\w+ ){0,3}?(?:lettres?|mots?) d ?adieux?\b"
    rf"(?! (?:pour|de) (?:mon )?depart){_NOT_AT_WORK}",
    r"j ai fait une ts\b",
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
    rf"(?:boite de \w+|boites|cachets|comprimes|medicaments|medocs|somniferes){_AS_PRESCRIBED}",
    # Hurting oneself.
    r"me (?:suis )?scarifi\w+|me suis (?:auto)?mutile\w*|m automutil\w+|me mutil\w+|je me (?:coupe|taillade) (?:le|"
    r"les) (?:bras|cuisses|poignets?|veines)",
    r"(?:besoin de|envie de|vais|veux) me faire (?:du )?mal(?! (?:a|au|aux|en)\b)|je me fais (?:du mal|mal expres)",
    r"(?:ai|avoir|d|des|les) (?:\w+ )?idees (?:\w+ )?noires",
)

_SUICIDE_EN = (
    r"(?:hang|harm|harming|hurt|hurting|kill|killing|shoot) (?:my self|myself)(?! (?:at|for|in|trying|with|working)\b)",
    r"(?:end|ending) (?:my (?:own )?life|it all)|take my own life|commit suicide|(?:about|of) suicide|suicidal",
    r"(?:going to|gonna|rather|ready to|wanna|want to|wanted to) (?:just |to )?(?:be dead|die)",
    r"wish i (?:was|were) (?:dead|never born)|better off (?:dead|without me)|no reason to live|nothing to live for",
    r"(?:better(?: off)?|happier|relieved) if i (?:disappeared|died|(?:was|were) (?:dead|gone|not here)|"
    r"(?:wasn t|weren t) (?:here|around))\b",
    r"(?:i (?:am |m )?(?:just )?think(?:ing)? (?:about|of)|(?:i|i just) (?:want to|wanna)) (?:just )?disappear(?:ing)?"
    r"(?! (?:for|from|into|on|to|when)\b)",
    r"(?:don t|dont|do not|no longer) (?:want to|wanna) (?:be alive|exist|live|wake up)(?= ?$| (?:again|any ?more|"
    r"at all))",
    r"cut my (?:arms|veins|wrists)|cutting myself",
    r"(?:can not|can t|cannot|cant|couldn t) (?:\w+ )?go on(?= ?$| (?:any ?more|any longer|like this|living|this way|"
    r"with (?:my |this )?life|everything|i|life|nothing|please|s il)\b)(?! (?:\w+ ){0,2}?(?:at|in|"
    r"with) (?:\w+ ){0,3}?"
    rf"{_ENGLISH_WORK})",
    r"(?:don t|dont|do not|no longer) (?:want to|wanna) be here (?:any ?more|any longer)\b"
    rf"{_NOT_AT_ENGLISH_WORK}|wish i (?:did not|didn t|didnt) exist",
    r"(?:nobody|no one|noone) (?:would|will) (?:even )?(?:miss me|notice if i (?:died|was gone|were gone))"
    rf"{_NOT_AT_ENGLISH_WORK}",
    r"(?:left|leave|leaving|write|writing|written|wrote) (?:\w+ ){0,3}?(?:suicide (?:letter|note)|(?:farewell|goodbye) "
    rf"(?:letter|note)(?! (?:\w+ ){{0,4}}?{_ENGLISH_WORK}))",
    r"(?:point|sense) (?:in|of) (?:living|being alive)(?! (?:abroad|at|by|here|in|near|with)\b)",
)

_SUICIDE_DE = (
    r"(?:mich|mir) (?:\w+ )?(?:das leben nehmen|umbringen|umzubringen)|will (?:\w+ )?sterben|nicht mehr leben|"
    r"selbstmord|abschiedsbrief (?:an meine (?:familie|kinder) )?geschrieben",
)

_SUICIDE_ES = (
    r"(?:ganas de|quiero|quisiera) (?:matarme|morir|morirme|quitarme la vida|suicidarme)|"
    r"no quiero (?:seguir viviendo|vivir)"
    r"(?! (?:aqui|asi|con|de|en)\b)",
)

_VIOLENCE = (
    rf"{_WHO} (?:\w+ ){{0,3}}?(?:m|ma|me|nous) (?:a |avait |ont )?(?:deja |encore |toujours )?{_BEATS}",
    rf"{_KIN} (?:\w+ )?(?:devient|est|etait|redevient) (?:\w+ )?violente?s?|(?:leve|levait) la main sur (?:les|mes|"
    r"moi|nos)",
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
    # Harassment, at work or not; sexual assault.
    rf"(?:{_BOSS}|{_KIN}) (?:\w+ ){{0,5}}?(?:m|ma|me|nous) (?:a |ont |avait )?(?:\w+ )?{_HARASSES}",
    rf"(?:harcelee?s?|agressee?|humiliee? et harcelee?) (?:\w+ )?(?:par {_BOSS}|par {_KIN}|sexuellement|moralement|au "
    r"travail|au bureau|en stage)",
    r"(?:j ai|je|on) (?:\w+ )?(?:subis|subit|subi) (?:\w+ ){0,2}?(?:agressions? sexuelles?|attouchements|harcelement|"
    r"viol)\b",
    r"victime (?:d|de|du) (?:\w+ )?(?:agressions? sexuelles?|attouchements|harcelement)(?! (?:publicitaire|"
    r"telephonique)\b)",
    rf"(?:me|m|m a|m ont|nous) (?:\w+ )?(?:caress|pelot|touch|tripot)(?:e|ee|es|ent|er|ait|aient)\b (?:\w+ )?{_BODY}",
    rf"{_BOSS} me touche(?:nt)?(?= ?$| (?:partout|quand|sans arret|tout le temps)\b)",
    rf"(?:{_BOSS}|{_WHO}|on) (?:\w+ ){{0,4}}?(?:me|m|m a|m ont) (?:\w+ )?(?:pelot|tripot)(?:e|ee|es|ent|er|ait)\b",
    r"(?:me|m|m a) (?:\w+ ){0,2}?mains? (?:aux fesses|au cul|(?:sur|dans|entre) (?:la|les|ma|mes) (?:culotte|"
    r"cuisses?|"
    r"fesses?|seins?))|m a embrassee? de force|(?:force|oblige|contrainte?) a (?:coucher|avoir (?:des rapports|"
    r"une relation "
    r"sexuelle))",
    r"on (?:ma|m a|m avait|a essaye de me|me) (?:deja |encore )?viol(?:e|ee|er|ait)?\b(?! (?:la|le|les|ma|mes|mon)\b)",
    rf"{_BOSS} (?:\w+ ){{0,3}}?(?:m|me) (?:a |ont )?(?:\w+ )?(?:agresse?e?|{_BEATS})\b(?! verbalement)",
)

_VIOLENCE_EN = (
    r"(?:he|my (?:boyfriend|dad|ex|father|girlfriend|husband|mother|partner|stepfather|wife)|she|they) (?:\w+ ){0,2}"
    r"(?:attacked|beat|beats|beating|choked|chokes|hit|hits|hitting|hurts|punched|punches|raped|rapes|slapped|slaps|"
    r"strangled)"
    r" me(?! (?:at|in that|that|to)\b)",
    r"(?:threatened|threatens) to kill me|abusive (?:boyfriend|husband|partner|wife)|not safe at home|(?:i am|"
    r"i m) in danger",
    r"(?:afraid|scared|terrified) (?:of my (?:boyfriend|dad|ex|father|husband|partner)|to go home)",
    r"(?:i am|i m) (?:a )?victim of (?:domestic )?(?:abuse|violence)",
    rf"{_BOSS} (?:\w+ ){{0,3}}?(?:assaulted|assaults|gropes?|groped|harass(?:e[sd]|ing)?|hit|hits|molest\w+|raped|"
    r"touch(?:e[sd]"
    r"|ing)|slapped|slaps) (?:me(?! (?:about|for|on|to|with)\b)|my (?:bottom|breasts?|bum|butt|ass|thighs?))",
    r"(?:i am|i m|i ve been|i was|i got|been|being) (?:\w+ )?(?:raped|sexually (?:abused|assaulted|harassed)|"
    r"molested|(?:bullied"
    rf"|harassed) (?:at work|by {_BOSS}))",
    r"(?:somebody|someone|they|a man|he) (?:\w+ )?(?:raped|sexually assaulted) me",
)

_VIOLENCE_DE = (
    r"(?:mein (?:freund|mann|partner|vater)|er) (?:\w+ )?(?:bedroht|schlagt|schlug) mich",
    r"(?:mein chef|meine chefin|mein kollege|mein vorgesetzter|mein chef) (?:\w+ )?(?:belastigt|begrapscht|"
    r"schlagt) mich|"
    r"(?:ich wurde|wurde ich|ich bin) (?:\w+ )?vergewaltigt",
)

_VIOLENCE_ES = (
    r"mi (?:ex|marido|novio|padre|pareja) (?:\w+ )?me (?:amenaza|golpea|maltrata|pega)",
    r"mi (?:companero|jef[ea]) (?:\w+ )?me (?:acosa|ha acosado|manosea|pega|toca)(?! (?:con|para)\b)|me (?:han violado|"
    r"violaron|violo)\b",
)


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})")


IDIOMS = _any_of(_IDIOMS)
EMERGENCY = {
    "fr": _any_of(_EMERGENCY),
    "en": _any_of(_EMERGENCY_EN),
    "de": _any_of(_EMERGENCY_DE),
    "es": _any_of(_EMERGENCY_ES),
}
SUICIDE = {
    "fr": _any_of(_SUICIDE),
    "en": _any_of(_SUICIDE_EN),
    "de": _any_of(_SUICIDE_DE),
    "es": _any_of(_SUICIDE_ES),
}
VIOLENCE = {
    "fr": _any_of(_VIOLENCE),
    "en": _any_of(_VIOLENCE_EN),
    "de": _any_of(_VIOLENCE_DE),
    "es": _any_of(_VIOLENCE_ES),
}

ALONE = re.compile(
    r"(?:bonjour |bonsoir |svp |s il vous plait |s il te plait |iris )*(?:"
    r"(?:(?:o|au|aux) ?sec+ours?|a quoi bon(?: continuer)?)"
    r"(?: (?:au secours|a l aide|aidez moi|aide moi|iris|svp|s il vous plait|s il te plait|vite|je (?:n )?en peux plus|"
    r"j en peux plus|je craque|je vais (?:tres )?mal|ca va pas))*)"
)
"""A sign only when nothing else is said: "au secours", not "au secours, mon CV"."""

AT_WORK = re.compile(
    r"\b(?:au (?:bureau|magasin|travail)|a l (?:atelier|usine)|en (?:alternance|apprentissage|stage)|sur (?:le|un) "
    r"chantier|dans (?:mon|l|cette) entreprise|at (?:the office|travail|work)|bei der arbeit|en el trabajo)\b"
)
KIN = re.compile(rf"\b{_KIN}\b")
BOSS = re.compile(rf"\b{_BOSS}\b")
