"""The coach: interviews, confidence, stress, motivation, organisation, hard conversations."""

from agents.spec import AgentName, AgentSpec, Handles
from agents.specialists import expressions

EXAMPLES = (
    "j'ai un entretien demain et je stresse",
    "prépare-moi à un entretien d'embauche",
    "simule un entretien pour un poste de commercial",
    "joue le recruteur et pose-moi des questions",
    "comment répondre à quels sont vos défauts",
    "parlez-moi de vous, je dis quoi ?",
    "comment je m'habille pour l'entretien",
    "quelles questions poser à la fin de l'entretien",
    "je bafouille dès qu'on me pose une question",
    "on va me demander pourquoi j'ai quitté mon dernier emploi, je réponds quoi",
    "comment expliquer mon licenciement à l'oral",
    "entretien en visio, des conseils ?",
    "je rencontre la directrice lundi, j'ai la boule au ventre",
    "je dois me présenter en deux minutes devant un jury",
    "mon oral de concours me fait peur",
    "mon licenciement m'a enlevé toute confiance",
    "je me sens nulle, tout le monde est meilleur que moi",
    "je crois que je n'y arriverai jamais",
    "je n'ai plus la motivation de chercher",
    "je me décourage, que des refus",
    "encore un refus aujourd'hui, j'ai le moral à zéro",
    "je procrastine, j'ouvre l'ordi et je fais rien",
    "aide-moi à m'organiser dans ma recherche d'emploi",
    "fais-moi un planning de la semaine",
    "j'arrive pas à m'y mettre",
    "je voudrais me fixer des objectifs",
    "noter mon humeur du jour dans mon journal",
    "aujourd'hui ça va pas fort, je voudrais en parler",
    "j'ai passé une bonne journée, je veux le noter",
    "comment négocier mon salaire",
    "ils me proposent 1800 net, je peux demander plus ?",
    "comment demander une augmentation à mon patron",
    "je me dispute avec ma cheffe tous les jours",
    "mon manager me parle mal devant les collègues, comment réagir",
    "comment annoncer à mon patron que je pars",
    "comment dire à ma femme que je veux tout plaquer",
    "mes parents ne comprennent pas mon changement",
    "j'ai peur de me tromper en changeant",
    "je dors plus à cause du boulot",
    "je suis épuisée, le burn out me guette",
    "j'ai le syndrome de l'imposteur",
    "comment garder le rythme avec deux enfants et la recherche d'emploi",
    "je suis timide, comment me vendre",
    "comment faire du réseau quand on connaît personne",
    "préparer mon appel téléphonique avec la recruteuse",
    "comment se passe un deuxième entretien",
    "g un entretien mardi jsuis en panique total",
    "jarrive pa a me motiver c grave",
    "jss trop stressé pr mon oral aidez moi",
    "mes débuts dans le nouveau poste se passent mal",
    "je pars en période d'essai lundi, comment réussir ma première semaine",
    "je n'ose pas postuler, je me sens pas légitime",
    "mon mari est contre ma reconversion, comment lui en parler",
    "je remets tout au lendemain",
    "les recruteurs me trouvent trop vieux, ça me mine",
    "on m'a demandé mes prétentions, je dis combien ?",
    "je perds mes moyens quand on me regarde",
    "je suis en train de tout lâcher",
    "je reprends le travail après des années d'arrêt, j'ai la trouille",
    "si on me demande pourquoi je suis parti au bout de trois mois, je réponds quoi",
    "j'ai rendez-vous jeudi avec la responsable du magasin, comment je me prépare",
    "personne ne croit en moi à la maison",
    "I have a job interview tomorrow and I'm nervous",
    "do a mock interview with me",
    "how do I negotiate my salary?",
    "I lost all my confidence after being fired",
    "I keep procrastinating on my job search",
    "ich habe morgen ein Vorstellungsgespräch",
    "wie verhandle ich mein Gehalt?",
    "tengo una entrevista mañana y estoy nervioso",
    "j'ai le sentiment d'être la seule à galérer",
    "ils vont sûrement me questionner sur mes deux ans d'arrêt, comment m'en sortir",
    "pourquoi j'ai quitté mon ancien patron, que dire si ça vient sur la table",
    "je passe devant un jury la semaine prochaine, on répète ensemble ?",
    "tu joues le directeur et moi je réponds",
    "tu peux faire le recruteur méchant pour que je m'habitue",
    "les rh m'appellent en visio tout à l'heure, qu'est-ce qui m'attend",
    "premier échange avec la patronne demain matin, comment me tenir",
    "j'ai été convoquée à un entretien collectif, je ne sais pas comment ça se passe",
    "comment parler de moi sans réciter par cœur",
    "qu'est-ce que je peux leur demander à la fin pour montrer mon intérêt",
    "je parle trop vite et je tremble quand j'ai le trac",
    "je suis réservée, j'ai du mal à me mettre en avant devant les gens",
    "je rougis dès qu'on me regarde, comment faire bonne figure",
    "ça s'est mal passé ce matin, je n'ai rien su répondre",
    "combien je demande quand ils parlent d'argent",
    "ils offrent moins que mon ancien salaire, j'accepte ou je discute ?",
    "je voudrais être mieux payée mais je n'ose pas aborder le sujet",
    "mon chef ne veut pas que je travaille de chez moi, comment le faire changer d'avis",
    "on me refile toutes les corvées et je dis toujours oui",
    "ma supérieure me fait des réflexions sans arrêt, comment je gère",
    "un collègue s'attribue mon travail, je bous",
    "plus personne ne me parle au bureau",
    "j'ai peur de la réaction de mon patron quand je vais lui dire",
    "mes parents vont être furieux que j'abandonne mes études de droit",
    "ma compagne croit que c'est un caprice, comment la rassurer",
    "mes amis trouvent que je suis fou de quitter un cdi",
    "comment l'apprendre aux enfants que papa change de travail",
    "je me sens en dessous de tout depuis qu'on m'a mis à la porte",
    "tout le monde y arrive et moi rien",
    "je viens d'être promue et j'ai peur qu'on découvre que je ne vaux rien",
    "à mon âge plus personne ne m'embauchera",
    "on me dit non partout, je craque",
    "quatrième réponse négative, je n'y crois plus",
    "je n'ai plus la pêche, je traîne au lit jusqu'à midi",
    "je passe mes journées devant la télé au lieu de chercher",
    "je suis crevée, j'en ai marre de postuler pour rien",
    "je commence tout et je ne vais jamais au bout",
    "jarive pas a me concentrer 5 min sur mes recherche",
    "j'ai besoin qu'on me secoue un peu",
    "tu peux m'envoyer un petit rappel chaque matin pour que je tienne",
    "comment je cale mes recherches avec le bébé et le travail",
    "j'ai trop de choses à faire et je ne sais pas par laquelle commencer",
    "fais-moi un plan étape par étape pour ouvrir mon salon de coiffure d'ici l'été",
    "on peut se donner un but pour ce mois-ci ?",
    "je veux tenir une liste de mes petites victoires",
    "aujourd'hui j'ai osé appeler une entreprise, je suis content",
    "petite forme ce matin, je voulais juste le dire",
    "dimanche soir et déjà la gorge serrée en pensant à demain",
    "je cogite toute la nuit sur cette décision",
    "j'ai le ventre noué rien que d'y penser",
    "et si je me plantais en changeant de vie, ça me paralyse",
    "je commence lundi chez un nouveau patron, j'ai peur de ne pas être à la hauteur",
    "comment récupérer après une semaine aussi dure",
    "je pleure dans ma voiture avant d'aller bosser",
    "I freeze when people ask me questions about myself",
    "how do I tell my manager I'm quitting? I'm scared",
    "I have no energy left to look for work",
    "ich habe Angst vor dem Gespräch mit meinem Chef",
    "me bloqueo cuando hablo delante de la gente",
    "estoy desanimado, siempre me dicen que no",
    "j'entreprends plein de choses et je n'en termine aucune",
)

CUES = expressions("""
entretien | entretien d'embauche | premier entretien | deuxième entretien | entretien téléphonique
entretien en visio | entretien collectif | passer un entretien | raté mon entretien | préparer mon entretien
simulation | simuler | simule | joue le recruteur | entraîne-moi | m'entraîner | on répète | pose-moi des questions
questions du recruteur | questions pièges | quoi répondre | que répondre quand | répondre à l'oral
quels sont vos défauts | défauts | qualités et défauts | trois qualités | parlez-moi de vous
pourquoi vous et pas un autre | où vous voyez-vous dans cinq ans | pourquoi voulez-vous ce poste | oral | jury
pitch | me présenter | me présenter en deux minutes | me vendre | comment m'habiller | tenue | langage corporel
poignée de main | en face du recruteur | j'ai rendez-vous avec le directeur | stress | stressé | stresse | stresser
angoisse | angoissé | anxieux | trac | panique | boule au ventre | mains moites | j'ai peur | ça me fait peur
peur de l'échec | peur de me tromper | confiance en moi | perdu confiance | manque de confiance | pas à la hauteur
légitime | imposteur | je me sens nul | je suis nulle | je vaux rien | je me compare aux autres | me motiver
plus motivé | motivation | démotivé | découragé | décourage | moral | pas le moral | baisser les bras | j'abandonne
laisser tomber | envie de rien | plus la force | plus envie | j'avance pas | je stagne | procrastine
procrastination | je remets à plus tard | toujours à demain | je repousse tout | j'arrive pas à m'y mettre | flemme
m'organiser | organisation | planning | emploi du temps | routine | liste de choses à faire
programme de la semaine | objectif | objectifs | me fixer un but | étapes | plan d'action | tenir le rythme
concentrer | mon journal | journal | noter ma journée | mon humeur | humeur | aujourd'hui je me sens
journée difficile | semaine difficile | j'ai pleuré | besoin de parler | je craque | à bout | fatigué | négocier
négociation | négocier mon salaire | augmentation | demander plus | prétentions salariales | dire un salaire
combien demander | contre-proposition | conflit | dispute | engueulé | me rabaisse | me crie dessus | me parle mal
mon patron | mon chef | ma cheffe | mes collègues | ambiance au travail | dire non | poser mes limites
demander le télétravail à mon chef | annoncer | annoncer à mes parents | comment dire à mon patron
comment dire à ma famille | parler à mon mari | ma femme comprend pas | mes parents veulent pas | regard des autres
burn-out | burnout | épuisé | je dors plus | je dors mal | réseau | réseauter | salon de l'emploi | timide
timidité | bégaie | refus | encore un refus | on m'a recalé | échec | que des échecs | période d'essai
premier jour | intégration | j'ose pas | je n'ose pas | oser | culpabilise | syndrome | coach | interview
job interview | mock interview | interviews | practise | nervous | anxious | confidence | negotiate | salary raise
motivated | procrastinating | my boss | tell my family | feeling down | Vorstellungsgespräch | verhandeln
Selbstvertrauen | nervös | mein Chef | entrevista | negociar | confianza | nervioso | mi jefe | motivarme
je vois un recruteur | je rencontre le recruteur | recruteur demain | rendez-vous d'embauche | convoqué
on s'entraîne | pose-moi les questions d'un jury | à la question | je dis quoi | je réponds quoi | si on me demande
on va me demander | pourquoi je suis resté | expliquer mon départ à l'oral | parler de mon licenciement en entretien
parler de mon burn out | faiblesses | points faibles | forces et faiblesses en entretien | bégayer | bafouiller
rougir | voix qui tremble | trou noir | je perds mes moyens | trouille | la trouille | j'appréhende | effrayé
paniqué | flippe | je flippe | nul | nulle | bonne à rien | ça me bouffe | ça me mine | ça me ronge | ça me pèse
déprime | je déprime | triste | seule | personne me soutient | soutien | encourage-moi | encourager | courage
me booster | booste-moi | rebondir | remonter la pente | reprendre confiance | estime de moi | oser postuler
j'ai envie de rien | envie de rien faire | trop fatiguée | pression | me met la pression | stop | limites | harcèle
humilie | rabaissé | ignore | tensions | mauvaise ambiance | toxique | dire à mes collègues que je pars
annoncer mon départ | dire à mon chef | en parler à mes proches | ma famille me soutient pas | mes parents disent
mon conjoint | ma copine | mon copain | bêtise | regret | je regrette | hésitation | passer à l'action | me lancer
première étape | commencer par quoi aujourd'hui | to do list | liste | discipline | habitudes
horaires de recherche | temps pour chercher | deux heures par jour | suivi | faire le bilan de ma semaine
cette semaine | pour cette semaine | objectif du jour | salaire | combien je peux demander | ils me proposent | brut
net | fixe | primes | tenue pour | habiller | quoi porter | visio | téléphone | recruteur appelle | fier de moi
fière de moi | bonne nouvelle j'ai été prise | reprendre le travail après | peur de reprendre | reprise | weakness
strengths in an interview | tell me about yourself | scared | stressed | afraid | lost motivation | goals | practice
Angst | Gespräch | Motivation | Gehalt | Ziele | miedo | estrés | ánimo | sueldo | metas | énergie pour chercher
plus d'énergie pour mes recherches | la force de chercher | chercher tous les jours | me lever le matin
mes recherches | recherche d'emploi | recherches d'emploi | avancer dans mes démarches chaque jour | bloque
je bloque | bloquée | appeler les entreprises | peur du téléphone | passer un coup de fil | oser appeler
parler en public | prendre la parole | réunion | mon collègue | ma collègue | pique mes idées | jalousie | hurle
crie | ma responsable | mon responsable | mon supérieur | mon directeur | ma directrice me | remarques | critiques
injuste | m'énerve | colère | demander à passer à 80 % | demander un temps partiel à mon chef | demander à mon chef
demander une promotion | demander une prime | moins payé | mieux payé | salaire proposé | négocier une offre
proposition trop basse | hausse | mes qualités à l'oral | ils vont me demander | on me demande mes qualités
quelles questions on pose | questions on pose | questions à poser | entretien pour être | foiré | j'ai foiré | raté
planté | me suis planté | mal passé | s'est mal passé | en entretien | pendant l'entretien
après l'entretien je rumine | exercice | exercice d'entretien | jeu de rôle | mise en situation | répéter
répéter ensemble | entraînement | illégitime | autres candidats | rejetée | personne veut de moi
on veut pas de moi | trop vieille | trop vieux | mon âge me bloque | ça sert à rien | à quoi bon | je doute | doutes
je doute de moi | je culpabilise | honte | j'ai honte | jugement | gérer mon stress | gérer mes émotions | respirer
calmer | me détendre | humeur du jour | sur 10 | aujourd'hui 3 sur 10 | mal dormi | bof | fatigue | pas en forme
en forme aujourd'hui | contente | semaine chargée | un rythme | rythme | priorités | prioriser | s'organiser
gérer mon temps | agenda | rappels | me tenir | tenir mes objectifs | atteindre | réussir ma semaine
dire à mes enfants | l'annoncer à | l'annoncer | expliquer à ma famille | ma mère | mon père | mes enfants
entourage | amis | belle-famille | peur du changement | sauter le pas | oser changer | failure | nobody hires me
rejected | rejections | prepare for an interview | shy | speak in public | überfordert | gestresst | rechazo
preguntas de entrevista | convoquée mercredi | pour être à l'aise | à l'aise | on joue | tu fais le recruteur
tu fais la recruteuse | honte d'être au chômage | sans me griller | me griller
pourquoi devrions-nous vous embaucher | vous embaucher | perds espoir | espoir | coup de pied
coup de pied aux fesses | secoue-moi | met à l'écart | l'écart | mon équipe | leur dire que je veux plus
euros de plus | test de groupe | test de recrutement | candidats | contente aujourd'hui | j'ai enfin | enfin envoyé
ce soir je suis | premier jour lundi | salary expectations | panic | they ask | ma vie perso | équilibre
vie de famille | trop de pression | dernier tour | ils ont rappelé pour un entretien | stress de l'entretien
assurance | prendre confiance | affirmée | m'affirmer | me faire respecter | respect | réagir | comment réagir
recadrer | clasher | claquer la porte | pleurer
pétoche | blocage | culot | aplomb | cran | cafard | coup de mou | coup de blues | à plat | lessivé | rincé | vidée
blasé | je rame | je galère | me bouger | bouge-moi | me secouer | traîne | je finis rien | je finis jamais
jusqu'au bout | m'éparpille | dispersé | débordé | par où commencer ma journée | résolutions | petits pas
découper en étapes | feuille de route pour ouvrir | rappelle-moi chaque | imposture | complexe | pas assez bien
moins bien que les autres | les autres avancent | tout le monde sauf moi | trop âgé | rides | on me prend jamais
encore non | réponse négative | négatif | rumine | insomnie | cogite | nuits blanches | gorge serrée | ventre noué
dimanche soir | tremble | bonne impression | première impression | poignée | regard | de mémoire | devant un jury
oral du concours | je passe devant | face au recruteur | face à eux | ils vont me poser | questions à la fin
je fais la candidate | tu joues | fais semblant | entraîner | répétition | appel en visio | n+1 | convaincre mon chef
faire changer d'avis mon chef | corvées | pas me laisser faire | mise au placard | tensions avec | réaction de mon
furieux | lui en parler | leur annoncer | avouer | rassurer ma femme | j'ai réussi à | petite victoire | ça va mieux
ça va pas | terrified | tell my boss | no energy | role play | give up | self-doubt | Lampenfieber | mutlos
me pongo nerviosa | tribunal | desanimado
""")

ASKS = expressions("""
donne-moi un conseil | donnez-moi un conseil | me donner un conseil | donne-moi des conseils | donnez-moi des conseils
me donner des conseils | voudrais un conseil | voudrais avoir un conseil | aimerais un conseil
aimerais avoir un conseil | veux un conseil | veux bien un conseil
faut un conseil | besoin d'un conseil | besoin de conseils | un conseil pour
un conseil sur | un conseil à propos | un petit conseil | un bon conseil | conseille-moi | conseillez-moi
un conseil s'il te plaît | un conseil s'il vous plaît | un conseil stp | un conseil svp
give me advice | give me some advice | give me a piece of advice | some advice | need advice | like advice | want advice
advice on | advice about | advise me | ich brauche einen Rat | ich möchte einen Rat | gib mir einen Rat | einen Rat
necesito un consejo | quiero un consejo | dame un consejo | un consejo
""")

AGENT = AgentSpec(
    name=AgentName("coach"),
    title="Coach",
    does={
        "fr": "Préparer un entretien et garder le cap",
        "en": "Prepare for interviews and keep going",
        "de": "Gespräche vorbereiten und auf Kurs bleiben",
        "es": "Preparar entrevistas y mantener el rumbo",
    },
    handles=Handles(
        scope=(
            "Préparer et simuler un entretien, reprendre confiance, stress, motivation, procrastination, journal "
            "d'humeur, objectifs, organisation, négociation, conflit avec son chef, annoncer son changement."
        ),
        examples=EXAMPLES,
        cues=CUES,
        asks=ASKS,
    ),
    operations=(
        "look_up",
        "remember",
        "get_profile",
        "read_file",
        "advise",
        "get_energy",
        "propose_pack",
        "list_agents",
        "hand_over",
    ),
    suggestions={
        "fr": (
            "J’ai un entretien bientôt",
            "Faisons un entretien d’entraînement",
            "Je n’arrive plus à me motiver",
            "Comment négocier mon salaire ?",
        ),
        "en": (
            "I have an interview soon",
            "Let’s do a practice interview",
            "I can’t find my motivation",
            "How do I negotiate my salary?",
        ),
        "de": (
            "Ich habe bald ein Vorstellungsgespräch",
            "Üben wir ein Gespräch",
            "Mir fehlt die Motivation",
        ),
        "es": (
            "Tengo una entrevista pronto",
            "Hagamos una entrevista de práctica",
            "No consigo motivarme",
        ),
    },
)
