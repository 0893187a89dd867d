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
    operations=("look_up", "remember", "list_agents", "hand_over"),
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
