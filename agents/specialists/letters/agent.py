"""Plume: what one writes to an employer, from the cover letter to the resignation."""

from agents.spec import AgentName, AgentSpec, Handles
from agents.specialists import expressions

EXAMPLES = (
    "écris-moi une lettre de motivation",
    "une lettre pour un poste de secrétaire médicale",
    "lettre de motiv pour un apprentissage en boulangerie",
    "faut-il encore une lettre de motivation en 2025 ?",
    "comment commencer ma lettre, madame monsieur ?",
    "je sais pas quoi dire pour motiver ma candidature par écrit",
    "quelle formule de politesse à la fin",
    "corrige ma lettre, j'ai peur des fautes",
    "réduis ma lettre de moitié",
    "rends ce courrier plus chaleureux",
    "un mail pour accompagner ma candidature",
    "que mettre dans le mail quand j'envoie ma candidature",
    "quel objet pour l'email au recruteur",
    "je veux relancer l'entreprise, ça fait deux semaines sans réponse",
    "ils ne m'ont pas rappelé, tu peux m'aider à leur écrire ?",
    "message de relance après un entretien",
    "écrire un mot de remerciement au recruteur après l'entretien",
    "rédige ma lettre de démission",
    "modèle de lettre pour quitter mon cdi",
    "courrier de démission avec dispense de préavis",
    "comment annoncer ma démission par écrit à la drh",
    "lettre de démission pour reconversion",
    "une candidature spontanée chez un fleuriste",
    "je veux écrire à un patron boulanger pour un stage",
    "message linkedin pour contacter un recruteur",
    "comment répondre par mail à une proposition d'embauche",
    "refuser poliment une offre par mail",
    "demander par courrier une rupture conventionnelle",
    "lettre à mon employeur pour demander un congé de formation",
    "demander un congé sabbatique par écrit",
    "lettre pour expliquer ma reconversion au recruteur",
    "comment dire dans la lettre que je change complètement de métier",
    "j'ai pas d'expérience, quoi mettre dans la lettre",
    "lettre pour parcoursup projet motivé",
    "lettre de recommandation, comment la demander à mon ancien chef",
    "lettre motivation aide soignante ifsi",
    "tu peu mecrire une lettre de motivassion stp",
    "jdois envoyer un mail a la rh mais jsais pa tourner la phrase",
    "ldm pour un job d'été",
    "peux-tu rendre ma lettre moins banale",
    "ça fait trop robot ce que j'ai écrit pour postuler",
    "adapte ma lettre à cette annonce",
    "traduire ma lettre en anglais",
    "brouillon de mail pour demander des nouvelles de ma candidature",
    "réponds à cette annonce pour moi",
    "il me faut un texte pour postuler à la mairie",
    "comment écrire à une agence d'intérim",
    "formuler ma demande de mutation",
    "lettre pour un concours de la fonction publique",
    "je veux dire au patron que je m'en vais, écris-le bien",
    "ils me demandent d'expliquer pourquoi je veux ce poste en dix lignes",
    "je dois répondre au recruteur ce soir, propose-moi un texte",
    "l'agence veut mes motivations sur une page, je sèche",
    "un petit mot pour dire merci après le rendez-vous de vendredi",
    "mets ça en plus pro : bonjour je suis intéressé par le poste et disponible",
    "write me a cover letter",
    "how do I follow up with a recruiter by email?",
    "help me write a resignation letter",
    "thank you email after an interview",
    "my cover letter sounds boring",
    "draft an email to apply for a job",
    "schreib mir ein Anschreiben",
    "Kündigungsschreiben für meinen Job",
    "escríbeme una carta de presentación",
    "carta de renuncia",
    "correo para un reclutador",
    "je remets ma lettre quand je quitte mon poste ?",
    "une réponse rapide pour un job d'été sur leboncoin",
    "le dossier est complet sauf le petit texte où on explique pourquoi",
    "bloqué sur la première phrase, je voudrais postuler dans une boulangerie",
    "comment je m'adresse à une directrice que je connais déjà un peu",
    "je tutoie ou je vouvoie dans mon message au patron ?",
    "quoi mettre en objet quand on envoie sa candidature",
    "je dois joindre quelques lignes à mon dossier, je ne sais pas quoi raconter",
    "ils veulent un courrier manuscrit, tu as un exemple",
    "corrige ce que j'ai écrit : je suis très motiver et disponible",
    "enlève les fautes de mon message avant que je l'envoie au recruteur",
    "ce que j'ai écrit est plat, donne du punch",
    "mon paragraphe est mal tourné, aide-moi à le reformuler",
    "trop de répétitions dans mon texte de candidature",
    "ça sonne faux, ça sonne copié collé, rends ça plus personnel",
    "on voit que c'est l'ordinateur qui l'a écrit, je veux que ça me ressemble",
    "résume en cinq lignes pourquoi je veux travailler chez eux",
    "je dois expliquer à un employeur par écrit pourquoi je change de voie",
    "réponds pour moi à cette petite annonce de ménage",
    "message court à un artisan pour lui proposer mes services",
    "je voudrais contacter des garages pour un stage, j'écris quoi",
    "demande de stage pour ma fille de troisième chez un vétérinaire",
    "démarcher des entreprises qui n'ont pas publié d'offre, que leur écrire",
    "écrire à mon ancien lieu de stage pour savoir s'ils embauchent",
    "approcher une chasseuse de têtes en quelques mots",
    "que répondre à ce message d'un recruteur sur linkedin",
    "le recruteur me demande mes disponibilités par mail, tournez-moi une réponse",
    "je dois confirmer ma présence à l'entretien par mail",
    "j'ai dû annuler le rendez-vous, il faut un mail d'excuses pour en avoir un autre",
    "je n'ai eu aucun retour depuis quinze jours, je leur renvoie un message ?",
    "comment insister sans être lourd quand ils ne répondent plus",
    "j'ai postulé le mois dernier et c'est le silence, que leur dire",
    "un mot pour dire que je suis toujours intéressé par le poste",
    "écrire merci à la personne qui m'a reçue hier",
    "ils me prennent mais je n'irai pas, comment l'écrire avec tact",
    "dire oui par écrit à leur proposition",
    "répondre à un refus pour rester en bons termes",
    "demander à mon ancienne cheffe une lettre de recommandation",
    "faut prévenir mon employeur par recommandé que j'arrête, quels mots",
    "je veux partir de la boîte proprement, un courrier simple et poli",
    "jarrete mon cdi fo lecrire comen",
    "donner ma dem par mail ça se tourne comment",
    "demander une rupture conventionnelle à ma direction, le courrier",
    "demande écrite pour passer à temps partiel",
    "demander une lettre à mon employeur pour mon dossier de formation",
    "mon projet de formation motivé, je bloque sur la rédaction",
    "dossier d'école d'infirmière : il faut un texte de motivation",
    "quelle formule pour terminer avec une mairie",
    "madame, monsieur ou juste bonjour ?",
    "comment dire par écrit que je n'ai pas le diplôme demandé mais que je suis motivé",
    "message whatsapp pour un patron de restaurant qui cherche du monde",
    "je dois envoyer mes motivations à l'agence avant ce soir",
    "écris un mail à la mairie pour un poste de jardinier",
    "rédige quelque chose pour l'école maternelle, je veux être atsem",
    "can you write an email to the hiring manager for me?",
    "how do I politely turn down a job offer in writing?",
    "I need to hand in my notice, write something short",
    "Bewerbung als Verkäuferin, kannst du mir den Text schreiben?",
    "eine E-Mail, um nach meiner Bewerbung zu fragen",
    "escribe un correo para pedir noticias de mi candidatura",
)

CUES = expressions("""
mais pas la lettre | il me reste la lettre | il me manque la lettre | plus que la lettre à faire
lettre de motivation | lettre | lettres | ma lettre | la lettre | une lettre | écris-moi une lettre
faire ma lettre | lettre courte | lettre de démission | ma démission par écrit | modèle de démission
modèle de lettre | courrier | un courrier | rédiger le courrier | courrier à mon employeur | recommandé
lettre recommandée | accusé de réception | mail de candidature | un mail | le mail | mail pour postuler
mail d'accompagnement | répondre au mail | répondre à ce mail | objet du mail | pièce jointe au mail
envoyer un mail | écrire un mail | mail de relance | relance | relancer | relancer l'entreprise
pas de réponse à ma candidature | toujours pas de nouvelles | sans nouvelles du recruteur | mail de remerciement
remercier le recruteur | remerciement | formule de politesse | formule de fin | cordialement ou
comment finir ma lettre | comment conclure | comment commencer ma lettre | première phrase de la lettre
phrase d'accroche | candidature spontanée | ma candidature | dossier de candidature | lettre de recommandation
écrire au recruteur | écrire à un recruteur | écrire à l'entreprise | écrire à la mairie | écrire au directeur
message au recruteur | message linkedin | contacter un recruteur | message pour contacter | sms au patron
madame monsieur | projet motivé | projet de formation motivé | parcoursup | motivation par écrit | par écrit
à l'écrit | brouillon | rédige | rédiger | rédige-moi | tourner ma phrase | tourner la phrase | réécris ce texte
texte pour postuler | texte de présentation | postuler | réponse à une annonce | décliner une offre
refuser une offre par mail | accepter une offre par mail | confirmer ma venue par mail
reporter un entretien par mail | m'excuser par mail | demande écrite | demande de stage | demander un stage
demande d'alternance à une entreprise | demande de mutation | demande de congé sans solde | lettre pour une école
lettre trop scolaire | lettre banale | lettre manuscrite | plume | cover letter | motivation letter
resignation letter | write an email | follow-up email | follow up | thank you email | reply to a recruiter
email to apply | Anschreiben | Motivationsschreiben | Bewerbungsschreiben | Kündigungsschreiben
Kündigung schreiben | E-Mail an den Arbeitgeber | carta de presentación | carta de motivación | carta de renuncia
una carta | escribir un correo | correo | petit mot | un mot pour remercier | remercier pour l'entretien
remercier après l'entretien | leur écrire | je leur écris | écrire à mon patron | écrire à mon employeur | ecrire
écris | écrivez | écriture | texte | un texte | phrase | paragraphe | réécris | réécrire | reformule ce message
plus pro | plus formel | plus chaleureux | trop scolaire | cliché | banal | formel | ton | corriger mon courrier
fautes dans mon courrier | fautes dans ma lettre | destinataire | objet | signature | conclusion | introduction
accroche de lettre | démissionner par mail | démissionner proprement | je démissionne écris
annoncer mon départ par écrit | préavis dans la lettre | motiver ma demande | mes motivations
exprimer ma motivation | expliquer mes motivations sur une page | solliciter | proposer mes services
tourner ma demande | demande | message whatsapp | sms pour postuler | message pour postuler | j'ai postulé et rien
postulé sans réponse | aucune réponse | dix jours sans réponse | mon dossier est bien arrivé
demander des nouvelles | prendre des nouvelles | dire non à une proposition | décliner | accepter la proposition
confirmer par écrit | lettre ifas | lettre ifsi | lettre pour une formation | lettre master | lettre stage
lettre alternance | lettre pour hôpital | dispo de suite | suite à votre annonce | je me permets de vous contacter
veuillez agréer | apply for a job | accept the offer | decline the offer | write to | letter | email | draft
schreiben | Brief | Bewerbung | Absage | carta | escribir | renunciar por escrito | solicitud
salutations distinguées | cordialement | bien à vous | dire cordialement | réponse polie | répondre poliment
leur répondre | répondre à un refus par écrit | je veux leur répondre | j'ai pas eu le poste je veux répondre
est-ce que je leur écris | réponds-leur | devait me rappeler | me rappelait et rien | toujours rien | silence radio
depuis ma candidature | lettre pour la poste | lettre caissière | lettre vendeuse | lettre aide à domicile
lettre crèche | lettre spontanée | lettre de présentation | lettre d'accompagnement | lettre de relance
lettre de remerciement | lettre de départ | lettre de rupture conventionnelle | lettre demande de formation
lettre de réclamation | lettre type | exemple de lettre | exemple de mail | modèle de mail | relire ma lettre
relisez ma lettre | améliorer ma lettre | joliment | tourne-moi ça | tourne ça bien | dis-le mieux
avec les bons mots | les mots justes | trouver les mots | mettre en mots | par message | message à un artisan
s'il prend des apprentis | écrire à un artisan | contacter une entreprise | contacter la rh | écrire à la rh
écrire à ma directrice | lui dire que je m'en vais | je m'en vais fin | je quitte l'entreprise
quitter l'entreprise le | date de départ | faire part de ma décision | notifier | informer mon employeur
prévenir l'employeur | avant que je l'envoie | je l'envoie ce soir | destinée au | adressé à | à l'attention de
mail pro | mail poli | mail court | répondre à une annonce | comment répondre à une annonce | candidater par mail
postuler par mail | j'écris quoi | jmets quoi dans le mail | quoi écrire | quoi mettre dans la lettre
idées pour ma lettre | argumenter | arguments | politely | quit my job politely | letter for | thank them | Zusage
Entschuldigung schreiben | respuesta al reclutador | quelques lignes | en dix lignes | pondre une lettre
fais-moi une lettre | besoin d'une lettre | aidez-moi à écrire | aide-moi à écrire | aider à rédiger
je réponds comment au mail | leur mail | ils m'ont envoyé un mail | par email | je me permets | ringard
à qui j'adresse | pas de nom dans l'annonce | suivre mon conjoint lettre | message de remerciement
mon tuteur de stage | mail à ma boss | faire un mail | demander un congé sans solde par mail
relancer sans être lourd | relancer après un entretien | cadre de la lettre | version courte | version mail
copie de la lettre | motivation letter for
missive | prose | blabla | baratin | laïus | tournure | formulation | tournez-moi | en trois phrases | première phrase
dernière phrase | phrase de fin | phrase d'intro | manuscrite | à la main | recopier | tutoyer ou vouvoyer dans
chère madame | à qui de droit | respectueusement | mon texte | mon message | mon brouillon | plus percutant
moins robot | plus humain | plus personnel | excuses | m'excuser | redemander un rendez-vous
me rappeler à leur bon souvenir | suite à notre échange | suite à notre entretien | insister sans
refuser une proposition d'embauche | accepter par écrit | prévenir ma boîte | poser ma démission | donner ma dem
ma démission | courrier de rupture | remise en main propre | recommandation | solliciter un stage | demarcher | inmail
boîte mail | objet du message | en copie | leur envoyer un mot | rédactionnel | reply to | in writing | notice letter
hand in my notice | draft a message | application email | turn down | Bewerbungstext | Nachfrage | mensaje
respuesta por correo
""")

AGENT = AgentSpec(
    name=AgentName("letters"),
    title="Plume",
    does={
        "fr": "Écrire lettres, e-mails et relances",
        "en": "Write letters, e-mails and follow-ups",
        "de": "Anschreiben, E-Mails und Nachfragen schreiben",
        "es": "Escribir cartas, correos y seguimientos",
    },
    handles=Handles(
        scope=(
            "Tout ce qui s'écrit à un employeur : lettre de motivation, e-mail de candidature, candidature spontanée, "
            "relance, remerciement, réponse à une proposition, lettre de démission ou de demande."
        ),
        examples=EXAMPLES,
        cues=CUES,
    ),
    operations=("look_up", "remember", "get_profile", "read_file", "get_energy", "list_agents", "hand_over"),
    suggestions={
        "fr": (
            "Écrivons une lettre de motivation",
            "Je voudrais relancer un recruteur",
            "J’ai une lettre à améliorer",
            "Il me faut une lettre de démission",
        ),
        "en": (
            "Let’s write a cover letter",
            "I’d like to follow up with a recruiter",
            "I have a letter to improve",
            "I need a resignation letter",
        ),
        "de": (
            "Schreiben wir ein Anschreiben",
            "Ich möchte bei einer Bewerbung nachfragen",
            "Ich brauche ein Kündigungsschreiben",
        ),
        "es": (
            "Escribamos una carta de presentación",
            "Quiero escribir de nuevo a un reclutador",
            "Necesito una carta de renuncia",
        ),
    },
)
