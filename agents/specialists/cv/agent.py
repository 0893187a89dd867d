"""The CV workshop: anything on the CV, from the first line to the match with an offer."""

from agents.spec import AgentName, AgentSpec, Handles
from agents.specialists import expressions

EXAMPLES = (
    "peux-tu regarder mon cv ?",
    "refaire mon cv de A à Z",
    "j'ai jamais fait de cv de ma vie, par où je commence",
    "mon cv fait 3 pages c'est trop long ?",
    "voici mon cv, dis-moi ce qui ne va pas",
    "comment présenter un trou de deux ans sur le cv",
    "j'ai été en arrêt maladie un an, je mets quoi dans mes expériences",
    "faut-il mettre une photo",
    "est-ce que je dois mettre mon âge et mon permis dessus",
    "mon cv passe pas les logiciels de tri ats",
    "est-ce que mon cv correspond à cette annonce ?",
    "voilà une offre d'emploi, est-ce que mon profil colle avec",
    "adapte mon cv à cette offre de magasinier",
    "quels mots-clés de l'offre il me manque",
    "traduis mon cv en anglais",
    "il me faut un cv en espagnol pour barcelone",
    "comment décrire mes missions de vendeuse",
    "reformule cette ligne : gérer la caisse et les clients",
    "j'ai envoyé 80 cv et personne ne répond, qu'est-ce qui cloche dedans",
    "quel titre mettre en haut pour une reconversion",
    "comment écrire mon accroche en haut du cv",
    "rédiger la rubrique compétences",
    "je mets quoi dans loisirs et centres d'intérêt ?",
    "il faut mettre le bénévolat dans les expériences ?",
    "comment valoriser 10 ans mère au foyer sur un cv",
    "je n'ai que des petits boulots, comment les présenter sur une page",
    "modèle de cv simple à remplir",
    "un cv pour mon fils qui cherche un stage de troisième",
    "cv pour un premier emploi étudiant mcdo",
    "corrige les fautes de mon curriculum vitae",
    "tu peu me fair un cv stp",
    "jai besoin dun cv vite pour demain",
    "fo ke je refasse mon cv il date de 2012",
    "exporte mon cv en pdf",
    "mettre à jour mon cv avec mon dernier poste",
    "quelle mise en page choisir, chronologique ou par compétences",
    "améliorer mon profil linkedin",
    "mon résumé linkedin est vide, aide-moi",
    "note mon cv sur 10",
    "analyse mon cv s'il te plaît",
    "raccourcir mes expériences pour que ça tienne sur une page",
    "je change d'employeur tous les 6 mois, ça se voit sur mes expériences",
    "mettre des chiffres et des résultats dans mes expériences",
    "un diplôme étranger, comment je l'écris dans la partie formation",
    "dois-je cacher mon doctorat pour ce poste, je suis surqualifié sur le papier",
    "je joins mon cv en pièce jointe",
    "j'ai mis mes anciens jobs en vrac, tu peux les mettre en forme ?",
    "qu'est-ce qu'un recruteur voit en premier sur un cv ?",
    "j'ai le profil pour cette annonce d'après toi ?",
    "mes dates se chevauchent, comment je les range",
    "j'ai fait plein d'intérims, je les mets tous ?",
    "personne me rappelle, je crois que ma présentation sur le papier est nulle",
    "j'ai arrêté cinq ans pour mes enfants, comment l'écrire sans que ça se voie trop",
    "je mets quoi comme titre vu que je change de branche",
    "est-ce que je dis que je n'ai pas eu le diplôme",
    "remets ça au propre : 2015 caissière, 2018 serveuse, 2021 vendeuse",
    "can you review my resume?",
    "write my CV for a warehouse job",
    "how do I explain a gap on my resume?",
    "does my CV match this job description?",
    "is my resume ATS friendly?",
    "translate my CV into French",
    "kannst du meinen Lebenslauf verbessern?",
    "ich brauche einen Lebenslauf",
    "mejorar mi currículum",
    "¿puedes revisar mi CV?",
    "tradúcelo al inglés, por favor",
    "tu veux bien regarder mon document et me dire ce qui cloche ?",
    "je te colle mon parcours, fais-en quelque chose de présentable",
    "j'ai un vieux fichier word de 2011 à rafraîchir",
    "on me dit que c'est trop chargé, qu'est-ce que j'enlève",
    "tout tient pas sur une feuille, je coupe quoi",
    "quel ordre pour mes expériences, la plus récente d'abord ?",
    "dois-je indiquer ma date de naissance et ma situation de famille",
    "est-ce que je mentionne que j'ai 60 ans ou je cache les dates",
    "une photo en haut à droite ou pas du tout",
    "faut-il écrire mon adresse complète ou juste la ville",
    "je note le permis et la voiture ou c'est ringard",
    "ma rubrique loisirs est ridicule, lecture et cinéma, je laisse ?",
    "est-ce que je dois parler de mes hobbies comme la pêche",
    "je mets quel niveau de langue si je me débrouille à l'oral",
    "comment j'indique mon diplôme tunisien pour que les français comprennent",
    "j'ai arrêté l'école en troisième, qu'est-ce que j'écris dans la partie études",
    "que mettre dans expériences quand on a juste gardé des enfants",
    "j'ai fait dix-sept missions en intérim, je les regroupe comment",
    "tous mes petits contrats ça fait brouillon, comment les présenter",
    "trois ans d'auto-entreprise qui n'a pas marché, je le montre ou je le cache",
    "ma société a coulé, comment le présenter sans faire fuir",
    "comment écrire que j'ai été chef d'entreprise quand je redeviens salarié",
    "j'ai été malade deux ans, comment remplir ce vide dans mes dates",
    "il y a un blanc entre 2018 et 2020, les recruteurs vont tiquer",
    "j'ai été aidante de ma mère pendant quatre ans, ça s'écrit comment",
    "j'ai fait de la prison, qu'est-ce que je marque pour ces années",
    "trouve-moi un meilleur intitulé que « agent polyvalent »",
    "une phrase d'accroche pour présenter mon profil en reconversion",
    "écris le petit paragraphe de présentation du haut",
    "transforme mes tâches de caissière en compétences",
    "reformule : faire les lits, servir les repas, accompagner les résidents",
    "comment dire joliment que je faisais le ménage",
    "combien de pages maximum pour un cadre de 50 ans",
    "quelle couleur, quelle typo, quel modèle sur canva",
    "un modèle européen ou un truc plus original ?",
    "une version anglaise pour postuler à Genève",
    "est-ce que les robots des recruteurs arrivent à lire mes deux colonnes",
    "quels termes ajouter pour ressortir dans les recherches des recruteurs sur indeed",
    "mon profil en ligne n'attire personne, comment l'améliorer",
    "j'envoie partout et je n'ai aucun retour, c'est ma présentation ou quoi",
    "jai envoyé 60 candidatures zero reponse g du me louper ds la mise en forme",
    "pas un seul appel depuis que je l'ai mis en ligne",
    "regarde si je corresponds à cette annonce de vendeur",
    "l'offre demande cinq ans d'expérience, j'en ai trois, ça passe sur le papier ?",
    "voici l'annonce et voici mon parcours, qu'est-ce qu'il me manque",
    "je vise un poste d'assistante rh, quelles expériences je mets en avant",
    "je passe de cuisinier à magasinier, comment réorganiser mon parcours",
    "je peux t'envoyer un pdf pour avoir ton avis ?",
    "rends-le plus moderne s'il te plaît",
    "c plein de fautes jcrois tu peux verifier mes experience",
    "fais-moi un profil de deux lignes, j'ai été quinze ans chauffeur-livreur",
    "je dois donner un papier avec mon parcours à l'agence d'intérim demain",
    "mon bénévolat à la croix-rouge compte comme expérience ?",
    "stage de seconde : ma fille n'a rien à mettre dessus",
    "how do I describe short-term jobs so it doesn't look bad?",
    "should I put my age and photo on it?",
    "make it fit on one page please",
    "three years off raising kids, how do I write that down?",
    "kannst du meinen Lebenslauf kürzen?",
    "Lücke von zwei Jahren, wie schreibe ich das auf?",
    "¿pongo foto en el currículum?",
)

CUES = expressions("""
cv | curriculum vitae | curriculum | mon cv | le cv | un cv | cvs | relire mon cv | refaire mon cv | analyser mon cv
cv en anglais | cv sans expérience | cv vidéo | envoyé des cv | mon cv et ma lettre | ats | logiciels de tri
logiciel rh | tri automatique | mise en page | mettre en page | en deux colonnes | quelle police
couleur ou noir et blanc | mes expériences | expériences professionnelles | mes anciens postes | l'accroche
accroche du cv | en haut à gauche | rubrique | rubrique compétences | rubrique loisirs | rubrique formation
centres d'intérêt à mettre | hobbies | loisirs | mots-clés | trou dans mon parcours | trou dans le cv | trou d'un an
trous | année sabbatique sur le papier | sur le papier | parcours en dents de scie | parcours atypique sur le papier
profil linkedin | linkedin | résumé linkedin | bio linkedin | ma photo de profil | correspond à cette offre
correspond à cette annonce | colle à l'offre | colle avec l'annonce | ai-je le profil pour cette annonce
adapter à l'offre | compare avec cette offre | par rapport à cette offre | taux de correspondance
compatible avec l'offre | il manque quoi pour cette offre | portfolio | book | modèle de cv | europass | une page
deux pages | tenir sur une page | trop chargé | titre du cv | décrire mes missions | décrire mon expérience
valoriser mon expérience | lister mes expériences | verbes d'action | mettre le permis | mettre une photo
mettre mon âge | mettre mon adresse | niveau d'anglais je mets quoi | diplôme pas obtenu je le mets
oublier une expérience | mentir sur mes dates | enlever un vieux poste | ordre chronologique | canva | version word
en pdf | cv designer | mon document | fautes sur mon cv | note mon cv | personne me rappelle
aucun retour malgré mes envois | resume | my resume | my cv | improve my resume | job description | employment gap
resume keywords | Lebenslauf | mein Lebenslauf | Lücke im Lebenslauf | currículum | mi currículum | hoja de vida
mi cv | jeter un œil à mon cv | mon cv est vide | profil illisible | page linkedin | compétences à mettre
niveau de langue | niveau d'anglais | b1 ou b2 | situation familiale | nationalité | permis b
mettre tous mes intérims | je les mets tous | je mets quoi comme titre | quel titre | dire que j'ai pas le bac
pas eu mon diplôme | dates | mois ou années | missions | mes missions | tâches | puces | résultats chiffrés
chiffres | faire ressortir | partie expérience | partie formation | la partie compétences | expérience à l'étranger
bénévolat | stage à mettre | références | synthèse | résumer mon parcours | mon parcours | présenter mon parcours
congé parental | élever mes enfants | arrêt maladie sur le cv | chômage sur le cv | période d'inactivité
inactivité | années sans travail | deux ans sans emploi | éclaté | illisible | moche | moderne | épuré | sobre
graphique | remettre au propre | refais-le propre | mettre au propre | mettre à jour | actualiser | raccourcir
rallonger | réduire à une page | trop long | trop court | format | fichier | télécharger | joindre | indeed
hellowork | cvthèque | déposer | en ligne | filtré | rejeté automatiquement | algorithme | agent d'accueil annonce
répond à l'annonce | critères de l'offre | exigences du poste | l'offre demande | offre d'emploi | annonce
fiche de poste | surqualifié | sous-qualifié | scanner | résumé de carrière | gap in my cv | review my cv
shorten my cv | cover the gap | bullet points | work experience section | zu lang | bewerten | Foto
experiencia laboral | compétences informatiques | je note quoi | soft skills | savoir-être | mettre en avant
en valeur | où mettre | où mettre mes stages | je les garde | garder ou enlever | supprimer de mon cv
vérifier l'orthographe de mon cv | lisible | pas lisible | relisez-le | relire | relis | vérifie mon cv | corrige-le
améliore-le | adapter mon cv | personnaliser mon cv | un cv par offre | par rapport à mon parcours
mon parcours colle | cv sur téléphone | cv pour alternance | cv étudiant | cv de reconversion | cv senior
plusieurs cv | en prison sur le cv | expliquer une période | période sans emploi | période | postes différents
même boîte plusieurs postes | promotion interne | présente ça comment | je présente ça comment | comment présenter
comment formuler | formuler mes missions | traduire mon cv | cv anglais | infos personnelles | coordonnées
adresse mail ridicule | âge sur | diplômes | certifications à mettre | langues | logiciels que je maîtrise
nouveau cv | vieux cv | premier cv | sans expérience sur | envoyer mon cv | déposer mon cv | recevoir des entretiens
candidater avec ce document | document word | mettre ça au propre | tout en vrac | voici mon parcours
copier-coller | check my cv | for mistakes | photo on my cv | one page | Fähigkeiten | foto en el cv | una página
un blanc dans mon parcours | blanc dans mon parcours | fait sur word | sur word | ordre de mes expériences
quel ordre | expériences trop anciennes | trop anciennes | on coupe | mettre le collège | mon brevet
compétences pour un poste de | quelles compétences mettre | passer le filtre | filtre | filtres | me jette direct
compare avec l'annonce | ci-dessous | hôtesse d'accueil cv | que pensez-vous de mon cv | avis sur mon cv
ton avis sur mon cv | coquille | résumé de mon parcours
intitulé | police | typo | marges | colonnes | bandeau | gabarit | template | trame | en-tête | pictogrammes | jauge
mon fichier | mon papier | ma fiche | feuille | au propre | pavé | aéré | alléger | trop dense | condenser
moderniser | rafraîchir | dépoussiérer | relooker | refonte | chronologique | anti-chronologique | regrouper
petits contrats | freelance | auto-entreprise sur | ma boîte a coulé | déposé le bilan | mère au foyer | aidante
sans que ça se voie | ça me grille sur | date de naissance | photo ou pas | permis b je le mets | langues étrangères
scolaire | courant | bilingue | notions | diplôme étranger je l'écris | engagement associatif | passe-temps
mots clés pour le robot | moteur de recherche des recruteurs | profil indeed | profil en ligne | aucun retour
zéro réponse | mes envois | une accroche | phrase de présentation | profil en deux lignes | ligne du haut
tout en haut | en bas de page | list my jobs | layout | font | one-page | work history | kürzen | acortar
""")

AGENT = AgentSpec(
    name=AgentName("cv"),
    title="Atelier CV",
    does={
        "fr": "Lire, écrire et améliorer un CV",
        "en": "Read, write and improve a CV",
        "de": "Lebenslauf lesen, schreiben und verbessern",
        "es": "Leer, escribir y mejorar un CV",
    },
    handles=Handles(
        scope=(
            "Tout ce qui touche au CV et au profil LinkedIn : lire, écrire, améliorer, traduire, mise en page, "
            "logiciels de tri (ATS), trou dans le parcours, correspondance avec une offre."
        ),
        examples=EXAMPLES,
        cues=CUES,
    ),
    operations=(
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
            "J’ai un CV à faire relire",
            "Je pars de zéro : faisons mon CV",
            "Mon CV correspond-il à cette offre ?",
            "J’ai un trou dans mon parcours",
        ),
        "en": (
            "I have a CV to review",
            "Let’s write my CV from scratch",
            "Does my CV match this job?",
            "I have a gap in my history",
        ),
        "de": (
            "Ich habe einen Lebenslauf zum Durchsehen",
            "Ich fange bei null an: mein Lebenslauf",
            "Passt mein Lebenslauf zu dieser Stelle?",
        ),
        "es": (
            "Tengo un CV para revisar",
            "Empiezo de cero: hagamos mi CV",
            "¿Mi CV encaja con esta oferta?",
        ),
    },
)
