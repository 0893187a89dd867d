"""Words about work that people use one for the other, by locale: who writes "patron" finds "employeur"."""

from __future__ import annotations

from types import MappingProxyType

FRENCH = """
employeur patron patronne boss chef direction rh
entreprise boite societe firme
travail emploi boulot taf job poste
travailler bosser taffer
metier profession voie
chomage chomdu assedic assedics
chomeur demandeur
pole france
allocation alloc allocs are indemnite indemnites indemnisation
salaire paye paie remuneration revenu
payer financer rembourser remboursement regler
argent thune thunes fric sous euros balles budget
formation stage cours former
enfant enfants gosse gosses gamin fils fille bebe
nounou creche
medecin docteur toubib
maladie malade sante
arret maladie
trajet trajets transport transports train essence deplacement deplacements route
vire virer licencie licencier licenciement
handicap handicape handicapee handicapes invalide
diplome diplomes bac licence bts master certificat titre
creer monter lancer ouvrir creation
arnaque arnaquer escroquerie escroc fraude piege
demission demissionner quitter partir
changer reconvertir reconversion transition
amiable conventionnelle negocier
autorisation permission accord
delai delais duree temps date
aide aides aider accompagner accompagnement
conseiller conseillere conseil
reconnaitre reconnaissance equivalence valider validation
lettre courrier
entretien entrevue rdv rendez
recruteur employeur
embaucher embauche recruter recrutement
essayer essai tester test
discuter parler echanger
ajouter completer abonder
age vieux vieille senior seniors
cotisation cotisations charges
enceinte grossesse maternite
carriere parcours
gagner toucher percevoir
origine prenom nom
permis voiture auto
defaut defauts faiblesse faible
offre annonce
gratuit gratuite gratuitement
complet completer complement abondement abonder
an ans annee annees
cher couter cout prix tarif
"""

FRENCH_SAYINGS = {
    "pole emploi": "france travail",
    "compte formation": "cpf",
    "droits formation": "cpf",
    "compte perso": "cpf",
    "transition pro": "ptp",
    "transitions pro": "ptp",
    "mi temps": "temps partiel",
    "arret maladie": "arret travail",
    "auto entreprise": "micro entrepreneur",
    "auto entrepreneur": "micro entrepreneur",
    "micro entreprise": "micro entrepreneur",
    "carte handicap": "rqth",
    "travailleur handicape": "rqth",
    "france connect": "franceconnect",
    "entretien pro": "entretien parcours professionnel",
    "entretien annuel": "entretien parcours professionnel",
    "contrat pro": "contrat professionnalisation",
}

GROUPS = MappingProxyType({"fr": tuple(line.split() for line in FRENCH.strip().splitlines())})
"""Groups of words, folded, by locale."""

SAYINGS = MappingProxyType({"fr": MappingProxyType(FRENCH_SAYINGS)})
"""Two words that people say for others, folded, by locale."""
