"""Aube: who am I, and what work could suit me next."""

from agents.spec import AgentName, AgentSpec, Handles
from agents.specialists import expressions

EXAMPLES = (
    "je veux changer de métier mais je sais pas vers quoi",
    "j'ai envie de changer de vie mais aucune idée de quoi faire",
    "quel métier est fait pour moi ?",
    "fais-moi un test pour savoir quel job me correspond",
    "je voudrais faire un bilan de mes compétences",
    "je sais pas ce que je vaux sur le marché du travail",
    "à part vendre des chaussures je sais rien faire, qu'est-ce que je pourrais faire d'autre ?",
    "j'ai 45 ans, 20 ans de caisse, vers quoi je peux aller",
    "j'ai que le bac, quels boulots sont possibles pour moi",
    "est-ce que mon métier va disparaître avec l'intelligence artificielle ?",
    "l'ia va me remplacer, je suis comptable",
    "chatgpt fait mon travail maintenant, je deviens quoi moi",
    "les caisses automatiques vont supprimer mon poste",
    "quels sont les métiers d'avenir ?",
    "quels secteurs recrutent en ce moment ?",
    "c'est quoi exactement le métier de conducteur de travaux",
    "ça ressemble à quoi la journée d'une aide-soignante ?",
    "combien gagne un plombier à son compte",
    "j'aime le contact, le dehors et le concret, tu vois quoi pour moi ?",
    "je suis bonne en organisation et j'adore les enfants",
    "mes compétences de serveuse elles servent à quoi ailleurs ?",
    "j'ai été militaire 15 ans, qu'est-ce que je peux faire dans le civil",
    "je suis prof et je veux quitter l'éducation nationale, pour faire quoi ?",
    "infirmière dégoûtée de l'hôpital, je pense à une reconversion",
    "mon boulot n'a plus de sens, je veux me rendre utile",
    "je m'ennuie au travail, je pense à autre chose mais quoi",
    "je tourne en rond, je sais pas quoi faire de ma vie pro",
    "j'hésite entre devenir électricien et développeur web",
    "est-ce que je suis fait pour être chef de projet",
    "c'est trop tard à 50 ans pour changer de voie ?",
    "mon fils sort de terminale et sait pas quoi faire comme études",
    "jsp koi faire apres ma licence de psycho",
    "jveu changer de taf mais jsais pa dans koi",
    "quels metiers sans diplome et bien payés",
    "un métier manuel qui recrute près de chez moi",
    "quel travail peut-on faire avec mal au dos, je ne peux plus porter de charges",
    "je veux bosser dans l'écologie, quels métiers existent ?",
    "je rêve d'ouvrir une boulangerie, est-ce que c'est pour moi",
    "quelles sont mes forces selon toi",
    "aide-moi à mieux me connaître",
    "quel est mon profil riasec ?",
    "est-ce que mes intérêts collent avec le travail social",
    "montre-moi des idées de métiers proches du mien",
    "quelles passerelles depuis vendeuse en prêt-à-porter",
    "je suis maman au foyer depuis 10 ans, je repars de zéro",
    "je travaille dans la logistique, ça a encore de l'avenir ?",
    "mon usine ferme, il va falloir que je trouve une autre voie",
    "pourquoi tu me proposes ce métier ? explique tes résultats",
    "je voudrais reprendre mon évaluation là où je l'ai laissée",
    "refaire le test, mes réponses ont changé",
    "je me vois pas faire ça jusqu'à 64 ans",
    "mon mari dit que je suis douée avec les gens mais à quoi ça mène",
    "tu me verrais dans quoi ?",
    "un boulot où on bouge, pas derrière un bureau",
    "qu'est-ce qu'on peut faire avec un cap cuisine quand on veut plus de la restauration",
    "est-ce qu'il y a du travail dans la cybersécurité",
    "j'ai tout essayé, intérim, usine, ménage, j'ai toujours pas trouvé ma voie",
    "chauffeur routier, avec les camions autonomes on va tous y passer non ?",
    "qu'est-ce que je sais faire en vrai ? j'ai été hôtesse, standardiste, un peu secrétaire",
    "j'ai tenu un bar, élevé trois enfants, géré une asso : ça vaut quoi tout ça ?",
    "je n'en peux plus de ce métier, que faire d'autre",
    "mon kiné dit d'arrêter le chantier, je me recycle dans quoi",
    "les jeunes me parlent d'intelligence artificielle, je suis dessinateur, j'ai peur pour la suite",
    "c'est dur comme métier, assistante sociale ?",
    "which job would suit me?",
    "I want a career change but I have no idea what to do",
    "will AI replace my job as a translator?",
    "what are my strengths and transferable skills?",
    "what does a data analyst actually do all day?",
    "I hate my job and want something more meaningful",
    "welcher Beruf passt zu mir?",
    "ich will mich beruflich neu orientieren, weiß aber nicht wohin",
    "¿qué trabajo es para mí?",
    "quiero cambiar de profesión pero no sé a qué",
    "mon cdd s'arrête cet été et je n'ai aucune piste",
    "ex-footballeur, je n'ai pas de plan b",
    "on va où avec un diplôme de tourisme",
    "mes genoux sont fichus, vingt ans de carrelage, il va falloir trouver moins physique",
    "le médecin m'interdit le port de charges, qu'est-ce que je peux faire comme travail assis",
    "je fais les nuits à l'hôpital depuis trop longtemps, je veux une vie normale, quel autre métier",
    "ma fille de 17 ans ne sait pas ce qu'elle veut faire plus tard, comment l'aider à s'orienter",
    "ma nièce a lâché sa prépa, elle cherche sa voie",
    "mon mari est au chômage et ne sait plus quoi chercher comme travail",
    "pose-moi des questions sur ce que j'aime pour m'aider à choisir un métier",
    "interroge-moi et dis-moi pour quoi je suis fait",
    "je voudrais y voir plus clair sur ce que je veux vraiment",
    "le métier de facteur, ça va exister encore longtemps ?",
    "dans dix ans il y aura encore des agents de voyage ?",
    "les clients font tout en ligne, à quoi va servir une conseillère bancaire",
    "depuis qu'ils ont mis un logiciel, je n'ai presque plus rien à faire à la compta",
    "des machines font le tri à notre place à l'entrepôt, on va tous être remplacés",
    "je suis illustratrice et les commandes s'effondrent à cause des images générées",
    "radiologue, un métier condamné ?",
    "cariste depuis 9 ans, j'en ai fait le tour",
    "agent d'entretien, 50 ans, je voudrais finir ma carrière autrement",
    "marre de l'usine, je veux voir autre chose",
    "plus jamais de centre d'appels, plutôt mourir d'ennui ailleurs",
    "j'en ai assez des clients, je voudrais un travail sans public",
    "je gagne bien ma vie mais je m'ennuie à mourir dans mon bureau",
    "je me demande si je ne suis pas passé à côté de ma vocation",
    "j'ai toujours rêvé de travailler la terre, est-ce réaliste pour une citadine",
    "la pâtisserie me tente depuis l'enfance, est-ce que j'ai les qualités",
    "j'ai pensé à ambulancier, à ton avis ça me conviendrait",
    "je sais réparer des vélos, des ordis, des machines à laver : à quoi ça peut servir",
    "à la maison c'est moi qui gère tout, budget, papiers, enfants, ça correspond à quel travail",
    "dans mon pays j'étais pharmacien, ici je livre des repas, quel métier je pourrais viser",
    "j'ai fait vingt ans d'armée de l'air, je reviens à la vie civile, quelles portes me sont ouvertes",
    "j'ai élevé quatre enfants et je veux commencer une carrière à 45 ans, dans quel domaine",
    "qu'est-ce qui embauche en Bretagne pour quelqu'un sans qualification",
    "il y a du travail dans quoi en ce moment par chez nous",
    "y a-t-il de la demande pour les couvreurs",
    "ça recrute chez les conducteurs de train ? c'est bien payé ?",
    "on gagne combien comme taxi et quels sont les horaires",
    "quelles sont les journées d'un ergothérapeute",
    "quelle est la différence entre un aide-soignant et un infirmier",
    "tu connais le métier de prothésiste dentaire ?",
    "faut être bon en quoi pour devenir géomètre",
    "j'ai une licence d'histoire et zéro débouché",
    "jai un bep carrosserie ke je deteste, ya koi dautre",
    "je suis autiste, je cherche un environnement calme, quels métiers",
    "avec une tdah je tiens pas en place, quel genre de travail me faut-il",
    "je suis quelqu'un de discret et minutieux, ça colle avec quoi",
    "je ne supporte pas d'être enfermée, je veux bouger et voir du monde",
    "mes collègues me disent que je devrais être psy, je sais pas si c'est moi",
    "on me pousse à devenir chef mais moi j'aime l'atelier",
    "je cherche un emploi qui respecte mes valeurs, la banque ce n'est plus possible",
    "à quoi bon vendre des trucs inutiles, je veux un métier utile",
    "j'ai l'impression d'avoir gâché vingt ans, je voudrais repartir sur autre chose",
    "quel avenir pour les développeurs maintenant que les machines écrivent le code",
    "je sui perdu entre 3 metier",
    "j'ai vendu mon commerce, je fais quoi maintenant à 55 ans",
    "bac en poche et aucune envie particulière",
    "liste-moi les métiers où on aide les gens sans être soignant",
    "is there still a future in accounting with all this automation?",
    "I used to be a teacher, what other jobs could I do with that?",
    "I'm a chef and my body can't take it anymore, what else is out there?",
    "ich bin Krankenschwester und kann nicht mehr, welcher Beruf wäre etwas für mich?",
    "hat mein Beruf noch eine Zukunft?",
    "llevo diez años de camarera y quiero hacer otra cosa",
    "¿qué oficios se me darían bien?",
    "fais-moi un questionnaire sur mes goûts",
    "will my job still exist in a few years?",
)

CUES = expressions("""
reconversion | me reconvertir | changer de métier | changer de voie | changer de vie | changer de secteur
changer de boulot | changer de carrière | changer de domaine | changer de branche | changer complètement
tout changer | faire autre chose | orientation | réorientation | me réorienter | quel métier | quels métiers
quelle voie | quel travail | quel boulot | quel job | idées de métiers | métier d'avenir | métiers qui recrutent
métier en tension | intelligence artificielle | ia | l'ia va remplacer | remplacé par une machine | automatisation
automatisé | robots | va disparaître | existera encore dans dix ans | a encore de l'avenir | avenir de mon métier
mes compétences | mes forces | mes talents | mes points forts | mes atouts | mes centres d'intérêt | mes valeurs
test de personnalité | test d'orientation | riasec | mbti | me connaître | mieux me connaître | faire le point
fais-moi un bilan | fait pour moi | faite pour moi | fait pour ça | me correspond | me conviendrait | m'irait
quoi faire de ma vie | je ne sais pas quoi faire | vers quoi | dans quoi | sans diplôme | découvrir un métier
fiche métier | journée type | passerelles | métiers proches | secteurs qui recrutent | mon évaluation
mes résultats | mon profil | autre métier | autre voie | plus de sens | perdu son sens | métier qui a du sens
me rendre utile | métier manuel | métier du bois | travailler dehors | travailler avec les animaux
travailler avec les enfants | travailler dans la nature | travailler de chez moi | travailler de mes mains
contact avec les gens | bon avec les gens | repartir de zéro | qui je suis | transférables | débouchés
quel salaire pour | ça gagne combien | gagne combien un | combien gagne | c'est quoi le métier de | en quoi consiste
qu'est-ce que fait un | ça consiste en quoi | on fait quoi toute la journée | les inconvénients du métier
quelles qualités faut-il pour être | devenir infirmière | devenir électricien | devenir développeur
je rêve de devenir | j'aimerais devenir | j'hésite entre | trop vieux pour changer | trop tard pour changer
marre de mon métier | je m'ennuie au travail | lassé de mon travail | jusqu'à la retraite | je me vois plus faire ça
plus fait pour moi | j'ai fait le tour | me lancer dans | ouvrir un restaurant | me mettre à mon compte
je suis bon en | je suis douée pour | j'aime cuisiner | j'aime aider | j'ai toujours aimé | ça mène à quoi
je suis perdue | je suis paumé | aucune idée | quelles études | après le bac | après ma licence | bac pro
dans le civil | introverti | sans contact avec le public | propose-moi des métiers | pourquoi ce métier | aube
career change | change careers | which career | which job | suit me | my strengths | transferable skills
replace my job | future of my job | new career | no idea what to do | career path | good at | what does a nurse do
Beruf | Berufe | welcher Job | neu orientieren | Umschulung zu | meine Stärken | Quereinstieg | profesión
cambiar de trabajo | cambiar de carrera | mis fortalezas | qué trabajo | dedicarme | mis habilidades
trouver ma voie | je me cherche | questionnaire | un test | boulots qui vont rester | encore du travail dans dix ans
midjourney | chatgpt | les robots vont | métier bouché | métier menacé | plein air | moins physique
métier moins fatigant | marre des horaires | besoin d'autre chose | autre chose | changement | changer d'air
nouveau départ | nouvelle vie | deuxième carrière | évoluer | évolution | touche-à-tout | polyvalente | savoir-faire
ce que je sais faire | je sais rien faire | quelles compétences j'ai | métiers porteurs | conditions de travail
enquête métier | dur comme métier | quitter l'enseignement | quitter la restauration | quitter l'hôpital
plus envie d'être prof | je supporte plus mon métier | dégoûté du métier | ne me plaît plus | me plairait
m'intéresse | m'attire | vivre de ma passion | passion | rêve d'enfant | orienter | on l'oriente vers quoi | lycée
spécialité | bien payé | paye bien | sans études | au quotidien | différence entre | petite enfance
personnes âgées | aider les autres | écologie | informatique | numérique | bâtiment | artisanat | animalier
le social | la logistique | la santé | mon caractère | ma personnalité | mes qualités | mes goûts
capable de devenir | avec mon parcours | avec mon expérience je peux | niveau bac | quel secteur
quelles possibilités | quelles options | mes options | des pistes | donne-moi des idées | ouvert à tout | mal au dos
port de charges | vers le soin | vers l'humain | me conseilles quoi comme métier | fiche de poste du métier
se reconvertir dans | je pense à devenir | intéressée par le métier | poste supprimé par une machine | l'usine ferme
dépassé par la technologie | what job | something meaningful | I hate my job | skills assessment | different career
retrain as | will robots | etwas anderes machen | anderer Beruf | Zukunft | Quiz | otra profesión | orientación
futuro de mi trabajo | c'est quoi un | c'est quoi comme métier | c'est quoi le boulot de | le rôle d'un
ça fait quoi un | que fait un | vivre de | on peut vivre de | vivre de la photo | c'est fini la compta
fini avec les logiciels | logiciels qui remplacent | remplacés par des logiciels | remplacés par l'ia | ia et emploi
safe from ai | passer à autre chose | faire autre chose que | rien faire d'autre | des idées | une idée de métier
la main verte | bricoler | je suis manuel | j'aime le sport | j'aime les animaux | j'aime écrire
j'aime les chiffres | bon en maths | créatif | je suis sociable | patient et calme | des horaires normaux
travailler la journée | plus de nuit | moins de stress comme métier | un métier tranquille
un truc qui me ressemble | me ressemble | pas à ma place | à ma place | me tourner | je me tourne vers
je me dirige | tourner la page | me sort par les yeux | j'en ai ras le bol de mon métier | ras le bol
fait le tour de mon métier | plus être vendeuse | je veux plus être | arrêter d'être
je ne veux plus faire ce métier | peuvent servir ailleurs | servent à quoi | mes acquis ailleurs
aller dans l'associatif | l'humanitaire | la fonction publique ou le privé | je suis technicien
je suis aide-soignante | je suis serveuse | je suis ouvrier | je suis secrétaire | je suis cadre | ans de métier
ans de boîte | depuis dix ans dans | compétences de manager | devenir éducatrice | devenir chauffeur
devenir professeur | devenir coach sportif | quel profil pour être | faut-il être fort en maths pour
comparer deux métiers | comparer les métiers | explorer | exploration | piste professionnelle | projet professionnel
construire mon projet | définir mon projet | valider mon projet | je m'interroge sur mon avenir | mon avenir
avenir professionnel | plus tard | que faire après | perdu mon travail et je veux | perdue dans mon orientation
what kind of work | after ten years in | retail | stuck in my job | find my path | what am I good at
jobs for people who | sin estudios | me gusta | mir gefällt | les métiers du | les métiers de | métiers de la mer
ça nourrit son homme | on en vit | bts muc | que peut-on faire avec un | que faire avec un bts | avec un cap
avec une licence | avec un master | un truc calme | pas beaucoup de monde | job compatible avec
travail adapté à mon dos | allergique aux bureaux | pas faite pour les bureaux | faite pour le commerce
est-ce de la folie | c'est de la folie à mon âge | les bonnes questions sur la suite | la suite de ma carrière
pour la suite | et après | je cherche un métier | un métier vivant | je m'éteins | je fane | en quête
quête de sens | marre de vendre | remplacés par des automates | automates | caisses automatiques
what else could I do | what else | teacher | nurse | driver | métier de plombier | métier de électricienne
métier de menuisier | métier de paysagiste | métier de agriculteur | métier de fleuriste | métier de boulanger
métier de cuisinier | métier de serveur | métier de coiffeuse | métier de esthéticienne | métier de infirmier
métier de aide-soignante | métier de auxiliaire de puériculture | métier de assistante maternelle
métier de professeur des écoles | métier de éducateur | métier de psychologue | métier de secrétaire
métier de comptable | métier de juriste | métier de graphiste | métier de développeuse | métier de data scientist
métier de chef de projet | métier de chauffeur | métier de cariste | métier de magasinière | métier de maçon
métier de soudeur | métier de mécanicien | métier de technicien | métier de ingénieur | métier de architecte
métier de pompier | métier de policier | métier de militaire | métier de agent immobilier | métier de vendeur
métier de caissière | métier de libraire | métier de photographe | métier de journaliste | métier de vétérinaire
métier de toiletteur | métier de sophrologue | métier de naturopathe | métier de kiné | métier de ambulancière
métier de pharmacien | métier de maraîcher | métier de apiculteur | métier de moniteur d'auto-école
métier de guide touristique
vocation | bifurquer | virage professionnel | me réinventer | bore-out | usé | usée | usure | pénible
corps ne suit plus | mes genoux | mon épaule | travail assis | trois-huit | travail de nuit | à la chaîne | délocalisé
plan social | la boîte ferme | liquidation de mon usine | dépassée | obsolète | uberisé | saturé | bouché
perspectives | ça embauche | qui embauche | embauche-t-on | ça recrute | se faire embaucher sans diplôme
c'est payé combien | on gagne combien | ça paie bien | quelles études pour | quelle école pour devenir
les horaires d'un | une journée dans la peau de | c'est comment d'être | tu connais le métier | métier peu connu
fait pour les timides | hypersensible | autiste | hyperactif | dyslexique | solitaire | au calme | casanier
baroudeur | les mains dans la terre | dans le bois | dans le soin | dans le social | dans le numérique
vers quel domaine | vers quel secteur | quel genre de travail | quelle sorte de métier | est-ce réaliste
me verrais bien | je me vois bien | qu'est-ce que je vaux | de quoi je suis capable | mes acquis
dans mon pays j'étais | mon ancien pays | je ne sers plus à rien | mon travail est absurde | gap year
sait pas quoi choisir | trouver sa voie | l'aider à choisir | son orientation | a lâché ses études | what suits me
what's out there | used to be a | zukunftssicher | kann nicht mehr als | otra cosa | me vendría bien | se me da bien
""")

AGENT = AgentSpec(
    name=AgentName("aube"),
    title="Aube",
    does={
        "fr": "Faire le point et trouver un métier qui convient",
        "en": "Take stock and find work that fits",
        "de": "Bilanz ziehen und passende Berufe finden",
        "es": "Hacer balance y encontrar un trabajo adecuado",
    },
    handles=Handles(
        scope=(
            "Faire le point et s'orienter : compétences, intérêts, valeurs, envie de changer sans savoir vers quoi, "
            "métiers qui conviennent, découverte d'un métier, avenir de son métier face à l'IA et à l'automatisation."
        ),
        examples=EXAMPLES,
        cues=CUES,
    ),
    operations=(
        "assess",
        "look_at_occupation",
        "plan_career_change",
        "change_plan",
        "get_plan",
        "look_up",
        "remember",
        "get_profile",
        "save_profile_item",
        "correct_profile_item",
        "read_file",
        "get_energy",
        "list_agents",
        "hand_over",
    ),
    suggestions={
        "fr": (
            "Je veux changer de métier, mais vers quoi ?",
            "Quels métiers vont avec ce que je sais faire ?",
            "Mon métier a-t-il un avenir avec l’IA ?",
            "Je voudrais faire le point",
        ),
        "en": (
            "I want a change, but to what?",
            "Which jobs fit what I can do?",
            "Does my job have a future with AI?",
            "Help me take stock",
        ),
        "de": (
            "Ich will etwas anderes machen – aber was?",
            "Welche Berufe passen zu meinen Stärken?",
            "Hat mein Beruf mit KI noch Zukunft?",
        ),
        "es": (
            "Quiero cambiar de trabajo, pero ¿a qué?",
            "¿Qué trabajos encajan con lo que sé hacer?",
            "¿Tiene futuro mi oficio con la IA?",
        ),
    },
)
