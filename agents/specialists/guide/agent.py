"""The guide: rights, funding, procedures, how Iris works, and whatever fits nobody else."""

from agents.spec import AgentName, AgentSpec, Handles
from agents.specialists import expressions

EXAMPLES = (
    "combien j'ai sur mon cpf ?",
    "comment utiliser mon compte personnel de formation",
    "le cpf peut payer le permis de conduire ?",
    "c'est quoi la vae et comment ça marche",
    "valider mes acquis pour avoir un diplôme",
    "le projet de transition professionnelle, j'y ai droit ?",
    "qui paye ma formation si je suis en cdi",
    "financer une formation d'ambulancier",
    "comment trouver une formation près de chez moi",
    "si je démissionne est-ce que j'ai le chômage ?",
    "je touche combien au chômage après une rupture conventionnelle",
    "m'inscrire à france travail",
    "mon conseiller pôle emploi refuse ma formation",
    "je suis en fin de droits are, que faire",
    "c'est quoi le cep, le conseil en évolution professionnelle",
    "où trouver un conseiller gratuit",
    "combien coûte un bilan de compétences et qui le paie",
    "peut-on faire un apprentissage à 32 ans ?",
    "c'est quoi la différence entre contrat pro et alternance",
    "j'ai une rqth, quelles aides",
    "je suis travailleur handicapé, à qui m'adresser",
    "quelles aides pour créer mon entreprise, l'acre",
    "est-ce que je garde mes allocations pendant la formation",
    "combien de préavis si je pars de mon cdi",
    "mon patron peut-il refuser mon congé formation",
    "licenciement économique, c'est quoi le csp",
    "le rsa et une formation c'est compatible ?",
    "quelle est la durée du congé de reclassement",
    "je suis en arrêt maladie, ai-je le droit de me former",
    "faire reconnaître mon diplôme étranger en france",
    "bonjour",
    "salut ça va ?",
    "bonsoir iris",
    "merci beaucoup pour ton aide",
    "ok super",
    "au revoir et bonne soirée",
    "qui es-tu ?",
    "tu es un robot ou une vraie personne ?",
    "qu'est-ce que tu sais faire ?",
    "comment ça marche ici",
    "c'est gratuit ?",
    "combien coûte l'abonnement",
    "j'ai plus d'énergie, comment recharger",
    "je veux être remboursé de mon pack",
    "que faites-vous de mes données personnelles ?",
    "supprime mon compte et tout ce que j'ai écrit",
    "j'ai oublié mon mot de passe",
    "l'appli bug, le bouton ne marche pas",
    "est-ce que mes messages sont lus par quelqu'un",
    "je voudrais parler à un humain",
    "quel temps fait-il demain ?",
    "raconte-moi une blague",
    "une recette de crêpes",
    "slt tu px maider",
    "jé droit a koi si jarrete mon cdi",
    "cb coute la formation et ki paye",
    "j'ai été licencié, à quoi j'ai droit",
    "mon employeur doit-il m'accorder du temps pour me former",
    "quelles démarches pour devenir auto-entrepreneur",
    "c'est une ia qui répond ?",
    "tu gardes en mémoire ce que je dis ?",
    "qui a gagné le match hier soir",
    "faut-il un diplôme pour ouvrir un institut de beauté",
    "il existe des écoles gratuites pour adultes pour devenir aide-soignant ?",
    "où trouver un centre agréé pour un bilan de compétences",
    "tu vas répéter à mon chef ce que je te dis ?",
    "je comprends rien à votre appli",
    "c'est quoi ton avis sur la politique",
    "hello, how are you?",
    "thanks, bye",
    "how much does Iris cost?",
    "who pays for training in France?",
    "delete my account",
    "Hallo, wer bist du?",
    "danke schön",
    "hola, ¿qué puedes hacer?",
    "gracias",
    "je viens d'être renvoyé, j'aurai quelque chose pour vivre ?",
    "un bilan avec un organisme, ça coûte cher ?",
    "c'est quoi ton rôle ?",
    "mon employeur veut me licencier, qu'est-ce qu'il me doit",
    "mon patron dit non à ma demande de formation, est-ce légal",
    "il peut m'obliger à venir pendant mes congés ?",
    "combien de temps à l'avance je dois prévenir pour partir",
    "si c'est lui qui arrête ma période d'essai, j'ai des indemnités ?",
    "ils m'ont supprimé mes allocations parce que j'ai raté un rendez-vous",
    "j'ai cotisé vingt ans, est-ce que j'aurai quelque chose si je pars monter mon affaire",
    "j'étais cadre et je reprends une ferme, quelles aides à l'installation",
    "est-ce que je garde mon chômage si je crée ma boîte",
    "je me lance à mon compte, quel statut choisir",
    "dix ans de métier sans diplôme, on peut le faire reconnaître ?",
    "mes années d'expérience peuvent-elles me donner le diplôme d'éducateur",
    "mon diplôme de dentiste syrien est-il valable ici",
    "avec une carte de séjour étudiant, ai-je le droit de travailler",
    "je suis réfugiée, qui peut m'aider à suivre des cours",
    "je suis en congé maladie longue durée, puis-je commencer une formation",
    "je suis sourd, qui paie l'interprète pendant la formation",
    "mon fauteuil roulant ne passe pas au bureau, qui finance les travaux",
    "la maison départementale du handicap ne répond pas",
    "qui prend en charge la garde de mes enfants quand je suis en stage",
    "je n'ai pas de voiture, y a-t-il une aide pour aller en formation",
    "à combien est payé un apprenti de 28 ans",
    "on peut faire un contrat en alternance à 50 ans ?",
    "opco, afdas, uniformation, lequel est le mien",
    "trop de sigles, expliquez-moi ptp, vae et cep",
    "je suis saisonnière, ai-je des droits pour me former",
    "intérimaire depuis trois ans, qui peut payer mon caces",
    "agent de la fonction publique, congé de formation professionnelle, comment ça marche",
    "puis-je quitter mon poste de titulaire un an et revenir après",
    "j'ai reçu un sms sur mes droits formation, c'est une escroquerie ?",
    "on m'a appelé pour mon compte formation, je dois répondre ?",
    "mon dossier est bloqué depuis deux mois, à qui je téléphone",
    "un conseiller gratuit près de chez moi pour monter mon dossier",
    "quelqu'un peut m'aider à remplir les papiers",
    "la formation d'auxiliaire coûte 6000 euros, je fais comment pour payer",
    "reprise d'études à 40 ans, comment vivre sans salaire pendant un an",
    "ma caisse de retraite compte les années de stage ?",
    "c koi un contrat daccompagnement dans lemploi",
    "impossible de me connecter, ça tourne dans le vide",
    "j'ai perdu mes identifiants",
    "l'écran reste blanc quand j'ouvre l'application",
    "je n'arrive pas à envoyer ma photo, il y a un bug",
    "c'est qui derrière l'écran, une vraie personne ?",
    "tu es programmé par qui",
    "comment je fais pour parler à quelqu'un d'autre que toi",
    "mes écrits sont-ils gardés quelque part",
    "vous revendez ce qu'on vous raconte ?",
    "ça consomme de l'eau et du courant, tes réponses ?",
    "je veux arrêter l'abonnement",
    "c'est combien par mois et pour quoi",
    "coucou c'est moi",
    "merci à bientôt",
    "bonne nuit iris",
    "yo ça dit quoi",
    "ok je reviens plus tard",
    "comment faire un gâteau au yaourt",
    "qui est le premier ministre",
    "mon chat est malade",
    "aide-moi pour mes impôts",
    "who created you?",
    "will I still get benefits while I study?",
    "can my employer refuse my training leave?",
    "bezahlt der Staat meine Ausbildung?",
    "¿tengo derecho al paro si me voy?",
    "j'arrive pas à ouvrir mon compte",
    "je n'arrive plus à entrer dans l'appli",
    "quel est ton impact sur la planète",
    "le gouvernement aide-t-il pour changer de métier à 50 ans",
)

CUES = expressions("""
cpf | compte formation | compte personnel de formation | moncompteformation | vae | validation des acquis | ptp
cep | rqth | transition pro | transitions pro | projet de transition professionnelle | cif | fongecif | opco | afpr
poei | aif | afpa | greta | cned | france travail | pôle emploi | actualisation | apec | cap emploi | mission locale
agefiph | mdph | cpam | chômage | toucher le chômage | allocation | allocations | indemnités
indemnité de licenciement | are | ass | rsa | acre | arce | csp | caf | smic | prime | prime d'activité | mes droits
quels droits | ai-je droit | j'ai droit | droit à | le droit de | a-t-il le droit | c'est légal | obligé de | la loi
délai | durée légale | conditions pour | dossier | attestation | solde de tout compte | financer | financement
financé | prise en charge | pris en charge | qui paye | qui peut payer | reste à charge | apprentissage | apprenti
alternance | contrat pro | contrat de professionnalisation | formation | formation gratuite | formation à distance
organisme de formation | reprendre des études | handicap | handicapé | travailleur handicapé | aménagement de poste
adapter mon poste | inaptitude | invalidité | médecin du travail | arrêt maladie | congé formation
congé sabbatique | rupture conventionnelle | préavis | licenciement | licenciement économique | démission légitime
démission reconversion | abandon de poste | prud'hommes | aides | quelles aides | aide au permis | aide financière
bourse | qui paie le bilan de compétences | démarches | m'inscrire | inscription
conseiller en évolution professionnelle | rendez-vous avec un conseiller | retraite | trimestres
créer mon entreprise | auto-entrepreneur | micro-entreprise | statut | carsat | équivalence
reconnaissance de diplôme | titre de séjour | service civique | contrat aidé | intérim droits | cumul emploi
temps partiel thérapeutique | bonjour | salut | bonsoir | coucou | hello | merci | au revoir | bonne journée
bonne soirée | à demain | à plus | ça va | oui | non | ok | d'accord | super | cool | mdr | lol | test | qui es-tu
tu es qui | vous êtes qui | tu t'appelles comment | vraie personne | robot ou humain | une ia ou un humain
qui t'a créé | tu sers à quoi | tu peux m'aider | aide-moi | besoin d'aide | que sais-tu faire | comment tu marches
comment ça marche | abonnement | me désabonner | énergie | points | recharger | pack | carte bancaire | facture
paiement | payé deux fois | mon compte | compte bloqué | mot de passe | me connecter | connexion | remboursement
tarif | prix d'iris | gratuit | payant | mes données | mes infos | mes conversations | tu gardes | tu retiens | rgpd
confidentialité | confidentiel | supprimer mon compte | effacer | supprime tout | application | bug | ne marche pas
changer de langue | un humain | un vrai conseiller | iris | blague | météo | quel temps | recette | match | foot
chanson | horoscope | impôts | logement | capitale | quelle heure | thanks | thank you | who are you | help
subscription | refund | my data | private | privacy | password | my account | funding | benefits | unemployment
is it free | how much does it cost | apprenticeship | good morning | bye | Hallo | danke | guten Tag | wer bist du
kostet | kostenlos | Konto | Arbeitslosengeld | Weiterbildung | Förderung | Datenschutz | Bildungsgutschein | hola
gracias | buenos días | quién eres | cuánto cuesta | paro | subsidio | mis datos | ayudas | solde | mon solde
complète | compléter | il me reste combien | reste sur mon compte | cofinancer | abondement | coûte la formation
devis | école gratuite | école pour adultes | centre agréé | agréé | centre de bilan | où trouver | où aller
qui contacter | à qui m'adresser | m'accompagner | accompagnement | agence | radié | radiation | refuser une offre
viré | licencié | fin de cdd | cdd | cdi | contrat | contrat de travail | renouvelé | rupture co | fiche de paie
salaire minimum | heures sup | heures supplémentaires | impayé | pas payé | congés payés | convention collective
diplôme obligatoire | faut-il un diplôme | obligatoire | interdit | autorisé | légal | légalement | droit du travail
syndicat | inspection du travail | harcèlement mes droits | preuve | recours | contester | refusé | employeur refuse
a le droit | mon employeur doit | peut-il refuser | différence entre ptp et cpf | c'est quoi le | ça veut dire quoi
comment obtenir | comment bénéficier | éligible | plafond | montant | âge limite | limite d'âge
durée de la formation | combien de temps ça prend | combien de temps dure | diplôme d'état | titre professionnel
niveau 4 | rncp | certification | equivalent | validation | crèche | garde d'enfants | transport | déménagement
permis de conduire | allocation adulte handicapé | aah | mi-temps | temps partiel
rémunération pendant la formation | salaire pendant | maintenu | statut de stagiaire | sans emploi
demandeur d'emploi | jeunes | senior | réfugié | étranger | toi | ton avis | t'en penses quoi de | politique
président | âge as-tu | t'es qui | t'es un bot | tu habites où | tu dors | tu m'entends | coucou toi | enchanté
ça roule | bonne nuit | bon week-end | joyeux noël | de rien | génial | parfait | j'ai compris | j'ai pas compris
je comprends rien | bizarre | nul cette appli | piège | arnaque | vos boutons | boutons | menu | page blanche
s'affiche | fichier refusé | notification | micro | voix | langue | changer mon adresse mail | adresse de connexion
me déconnecter | identifiant | inscription à iris | créer un compte | répéter à mon patron | secret | anonyme
lu par | qui lit | stocké | où vont | vendez mes données | télécharger mes données | tutoie-moi | vouvoie-moi
parle anglais | luna | croissant | forfait | offre premium | promo | code promo | résilier | unlimited | hi there
how are you | are you human | quit my job benefits | training paid | rights | legal | cost | was ist | Hilfe
Rechte | wie geht's | quién paga | derechos | ayuda | cuenta | cómo funciona | c'est quoi le ptp | c quoi le cpf
cumuler | cumul chômage et auto-entreprise | aides pour passer le permis | poids lourd | contrat d'apprentissage
pour adulte | faire une vae | vae d'éducateur | dossier vae | ça paye quoi | sans perdre mon salaire
garder mon salaire | me former | se former | délai de carence | carence | quand on démissionne | si je démissionne
si je quitte | si je pars | si je refuse | quels papiers | papiers | justificatifs | document à fournir
rendez-vous france travail | conseiller france travail | projet à présenter | j'ai 27 ans | fonctionnaire
disponibilité | détachement | mutation | fonction publique concours | inapte | médecin | mi-temps thérapeutique
mutuelle | remboursé | pris en compte | ça m'ouvre quoi | ouvre des droits | ouverture de droits
reconnaissance travailleur handicapé | esat | emploi accompagné | reprendre une entreprise | aide à la création
statut juridique | stage d'immersion | pmsmp | stage non payé | bilan de compétences remboursé | bilan payé
gratuit le bilan | vous êtes une intelligence artificielle | tu es une intelligence artificielle | tu es une ia
es-tu humain | êtes-vous humain | un programme | chatbot | assistant | tu peux faire quoi
tu peux faire quoi pour moi | que peux-tu faire | vous faites quoi | à quoi tu sers | tu proposes quoi
présente-toi | explique-moi comment tu fonctionnes | vendues | données vendues | reçu mes points | pas reçu | débité
j'ai payé | commande | achat | supprime mes messages | effacer mes messages | mes messages | historique | archive
retrouver ma conversation | conversation | page marche pas | plante | écran | lent | histoire drôle | raconte
chante | poème | dis-moi quelque chose | je m'ennuie parle-moi | t'aimes quoi | film | musique | vacances
un logement | appartement | loyer | banque | crédit | permis de séjour | carte grise | passeport | médicament
maladie | température | pleut | restaurant | actualités | capital | combien font | calcule | maths | football
salut toi | yo | wesh | hey | bsr | bjr | re | allo | y'a quelqu'un | quelqu'un là | je suis là | compris | entendu
noté | très bien | nickel | top | bravo | merci beaucoup | merci pour tout | tu m'as aidé | bisous | à bientôt
ciao | tchao | is iris free | what can you do | do you sell my data | quit and get benefits | tell me a joke
weather | Kosten | ist Iris kostenlos | Danke dir | qué es el cpf | es gratis | radié que faire
me refuser une formation | différence vae et diplôme | premier chômage | je touche | toucher
créer mon compte formation | quelle formation je peux suivre | suivre une formation | se former en arrêt maladie
prime de reprise d'emploi | reprise d'activité | qui t'a programmé | programmé | abonnement premium | premium
tu parles | parles-tu arabe | en arabe | parler à un conseiller | titre de séjour salarié | jours de préavis
organisme | organisme pour les intérimaires | intérimaires | exporter | exporter tout | ce que vous savez sur moi
savez sur moi | t'es nul | tu es nulle comme ia | tu sers à rien | idiot | con | merde | j'ai une question
une question | petite question | besoin d'un renseignement | renseignement | renseigner | information | infos
où en est mon dossier | mon dossier cpf | versement | virement | date de paiement | calcul de mes droits
simuler mes droits | simulateur | estimation | plafonné
toucherai | va me verser | j'ai cotisé | cotisations | unédic | assédic | urssaf | reliquat | rechargement | dégressif
afdas | uniformation | akto | constructys | ocapiat | fafiec | enic-naric | onisep | crous | région | conseil régional
prime de précarité | indemnité de départ | ancienneté | rupture d'essai | mise à pied | faute grave
convocation préalable | congé maternité | congé parental droits | congé sans solde droits | temps partiel droits
caces | permis payé | qui finance | qui paie | qui règle | qui rembourse | aide pour la garde | frais de garde
frais kilométriques | logement étudiant | reconnu en france | valable en france | diplôme ukrainien
autorisation de travail | carte de séjour | récépissé | naturalisation | malentendant | malvoyant | sourd
fauteuil roulant | prothèse | interprète | poste aménagé | ergonome | cotorep | titulaire | mise en dispo
contractuel | conseiller gratuit | monter mon dossier | remplir le formulaire | où déposer | quel guichet | préfecture
sigles | préparation opérationnelle | pacea | garantie jeunes | contrat d'engagement jeune | cej
écrire à l'inspection | escroquerie | démarchage | démarchée | j'ai reçu un sms | expirer | perdre mes droits
valider mon expérience | expérience sans diplôme | le faire reconnaître | faire valider | jury de vae | livret 2
livret vae | se connecter | charge pas | ça tourne | ça rame | beug | planté l'appli | code reçu
mise à jour de l'appli | humain ou machine | qui t'a fait | ton créateur | ton nom | tu fais quoi | à quoi sers-tu
ton rôle | empreinte carbone | consomme | serveur | hébergé | cookies | publicité | par mois
essai gratuit | gâteau | chat | chien | vélo | série | jeu vidéo | devoirs | traduis ce mot | quel jour
à tout à l'heure | bon courage | bonne soirée à toi | bien dormi | quoi de neuf | ça dit quoi | lose my benefits
am I entitled | work permit | tuition | bezahlt mir | Zuschuss | Behörde | tengo derecho
me corresponde | subvención | permiso
""")

AGENT = AgentSpec(
    name=AgentName("guide"),
    title="Guide",
    does={
        "fr": "Droits, aides et démarches",
        "en": "Rights, funding and paperwork",
        "de": "Rechte, Förderungen und Behördenwege",
        "es": "Derechos, ayudas y trámites",
    },
    handles=Handles(
        scope=(
            "Droits, financements et démarches (CPF, CEP, VAE, PTP, France Travail, chômage, apprentissage, handicap), "
            "fonctionnement d'Iris (prix, énergie, données, compte), salutations, et ce qui ne relève de personne."
        ),
        examples=EXAMPLES,
        cues=CUES,
    ),
    operations=(
        "look_up",
        "remember",
        "get_profile",
        "read_file",
        "get_energy",
        "propose_pack",
        "list_agents",
        "hand_over",
    ),
    suggestions={
        "fr": (
            "Qui peut financer ma formation ?",
            "Si je démissionne, ai-je droit au chômage ?",
            "Comment marche la VAE ?",
            "Que sait faire Iris ?",
        ),
        "en": (
            "Who can pay for my training?",
            "Do I get benefits if I resign?",
            "How does VAE work in France?",
            "What can Iris do?",
        ),
        "de": (
            "Wer bezahlt meine Weiterbildung?",
            "Bekomme ich Geld, wenn ich kündige?",
            "Was kann Iris?",
        ),
        "es": (
            "¿Quién puede pagar mi formación?",
            "Si renuncio, ¿tengo derecho al paro?",
            "¿Qué sabe hacer Iris?",
        ),
    },
)
