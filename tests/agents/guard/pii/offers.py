"""150 job offers in French: titles and skills of the ROME, prose of our own. Synthetic, and no personal "
"data in them."""

import csv
import random
from collections.abc import Iterator
from pathlib import Path

COMPANIES = (
    "Leroy Merlin", "Pierre Fabre", "Yves Rocher", "Michel et Augustin", "Louis Vuitton", "Groupe Bertrand",
    "Maison Thiriet", "Nexora Solutions",
    "Transports Mercier", "Boulangerie Marie Blachère", "Hôpital Édouard Herriot", "Lycée Jean Moulin",
    "Clinique Pasteur", "Institut Marie Curie",
    "Cabinet Martin & Associés", "SARL Dubois Frères", "Domaine Durand", "Établissements Lambert",
    "Crédit Agricole Centre-est", "Decathlon",
    "CHU de Rennes", "EHPAD Les Tilleuls", "Association Emmaüs Solidarité", "Société Générale",
    "Groupe SOS Jeunesse", "Alain Afflelou Optique",
    "Jean-Louis David", "Garage Renault Saint-Denis", "Mairie de Villeurbanne",
    "Université Claude Bernard Lyon 1", "Aix-Marseille Université",
    "Fondation Abbé Pierre", "Atelier Paul & Louise", "Ernst & Young", "Robert Half", "Page Personnel",
    "Randstad Inhouse", "Air France Industries",
    "Le Petit Marché Bio", "Biocoop Grain de Sel", "Hôtel Le Grand Large", "Restaurant La Table d'Antoine",
    "Chez Gaston", "Brasserie Georges",
)  # fmt: skip

TOWNS = (
    "Lyon (69)", "Aix-en-Provence", "Saint-Étienne", "Clermont-Ferrand", "Le Mans", "Fort-de-France",
    "Saint-Denis de La Réunion", "Villeneuve-d'Ascq",
    "Boulogne-Billancourt", "La Rochelle", "Valence", "Nancy", "Albi", "Charleville-Mézières", "Sophia Antipolis",
    "35000 Rennes", "Paris 12e",
    "Marne-la-Vallée", "Vitry-sur-Seine", "Cergy Pontoise",
)  # fmt: skip

OPENINGS = (
    "{company} recrute un(e) {title} en CDI 35h à {town}.",
    "Notre client, {company}, recherche pour son site de {town} : {title}.",
    "Vous souhaitez rejoindre une équipe dynamique ? {company} vous attend à {town} pour un poste de {title}.",
    "POSTE À POURVOIR : {title}\nLIEU : {town}\nENTREPRISE : {company}",
    "Dans le cadre de son développement, {company} ({town}) renforce ses équipes et recrute {title} H/F.",
    "Réf. 2026-{number} | {title} | {town} | Intérim 6 mois | {company}",
)

PARAGRAPHS = (
    "Rattaché(e) au Responsable de Site, vous travaillez du lundi au vendredi de 8h30 à 17h00, avec une "
    "astreinte par mois. Salaire : 1 950 € brut sur 13 mois, Prime Participation, Prime d'Intéressement "
    "et Ticket Restaurant.",
    "Maîtrise du Pack Office, de SAP et de Power BI exigée. La connaissance de Sage Paie, Cegid ou Silae "
    "est un plus. Anglais lu, écrit, parlé : niveau B2 du CECRL, TOEIC de 750 points apprécié.",
    "Notre École de Formation Interne vous accompagne pendant 12 semaines. Vous préparez le Titre "
    "Professionnel de niveau 4, reconnu par le Ministère du Travail.",
    "Stack technique : Python 3.12, Django, Angular 17, PostgreSQL, Docker, Jenkins, Jira. La version "
    "1.2.3.4 du logiciel est en production depuis le 12/03/2025. Méthode Scrum, revue de code, Test "
    "Driven Development.",
    "Titulaire du CACES R489 catégories 1, 3 et 5 et de l'Habilitation Électrique B1V, vous savez lire un "
    "plan. Permis B obligatoire, Permis CE apprécié. Déplacements en Île-de-France et en Auvergne-Rhône-Alpes.",
    "Diplôme d'État d'Aide-Soignant exigé. Vous intervenez auprès de 42 résidents, dans le respect de la "
    "charte de la personne âgée et du projet d'établissement. Reprise d'ancienneté selon la Convention Collective 51.",
    "Sens du service, rigueur, esprit d'équipe. Vous avez le goût du challenge et l'envie de progresser. "
    "Débutant accepté si vous êtes motivé(e) ! Une ambiance estivale.Sourire et bonne humeur exigés, en "
    "toute confiance.Nous vous attendons.",
    "Avantages : mutuelle Harmonie prise en charge à 60 %, RTT, télétravail 2 jours, Comité Social et "
    "Économique, remise de 15 % en magasin, indemnité vélo. Station de métro Jean Macé à 5 minutes, gare "
    "Part-Dieu à 12 minutes, bus C3 arrêt Victor Hugo.",
    "Le poste est situé place du Marché, dans le quartier Saint-Michel, à deux pas de la rue Victor Hugo. "
    "Nous sommes 12 place de marché, l'un des leaders de la vente en ligne.",
    "Pour postuler, envoyez CV et lettre de motivation depuis notre site www.exemple-carrieres.fr, "
    "rubrique Nous rejoindre, sous la référence AB2026-0457. Réponse sous 15 jours. Renseignements au "
    "3949 ou au 0 800 123 456 (service gratuit).",
    "Nous défendons l'égalité entre les femmes et les hommes : index de 94/100 en 2025. Tous nos postes "
    "sont ouverts aux personnes en situation de handicap (RQTH). Le Groupe compte 12 500 collaborateurs "
    "dans 14 pays et réalise 1 250 000 000 € de chiffre d'affaires.",
    "Horaires de Nuit : 21h - 5h. Majoration de 25 %. Prime de Panier. Période d'essai de 2 mois "
    "renouvelable. Début : 01/02/2026. Fin prévue : 30/11/2026. Code ROME, code APE 4711D, Convention IDCC 2216.",
    "Candidat idéal : Bac +2 Commerce, 3 ans d'expérience en Grande Distribution. Vous parlez Espagnol et "
    "Portugais couramment. Vous maîtrisez Adobe Photoshop, InDesign et Canva. Permis B indispensable.",
    "About the role: as Customer Success Manager, you will work with Sales, Product and Marketing teams "
    "across Europe. Fluent English required, French is a plus. Hybrid work, Full Time, Stock Options.",
    "Chez nous, pas de Black Friday subi : le magasin ferme à 19h. Samedi travaillé deux fois par mois. "
    "Formation au Merchandising, au Facing et à l'Encaissement. Évolution possible vers Adjoint Chef de Rayon.",
    "La Maison a été fondée en 1924. Elle porte les valeurs de Transmission, d'Exigence et de Créativité. "
    "L'atelier Haute Couture se trouve avenue Montaigne et la boutique rue du Faubourg Saint-Honoré.",
    "Vous assurez le suivi des chantiers : Lot Gros Œuvre, Lot Plomberie, Lot Électricité. Logiciels "
    "AutoCAD et Revit. Normes RE2020, DTU 20.1, ISO 9001. Budget moyen de 450 k€ par opération.",
    "Notre Centre de Relation Client traite 2 500 appels par jour. Formation initiale de 4 semaines, "
    "Tickets Restaurant de 9 €, Prime sur Objectifs jusqu'à 300 € par mois. Casque Jabra fourni, logiciel "
    "Genesys Cloud.",
    "Le Conseil Départemental des Alpes-Maritimes recherche, par voie statutaire ou contractuelle, un "
    "agent de catégorie C, filière Technique. Rémunération statutaire, RIFSEEP, CNAS. Poste à pourvoir le "
    "1er septembre 2026.",
    "Vous conduisez un Renault Master ou un Peugeot Partner, vous livrez 80 points par jour dans le "
    "Val-de-Marne et la Seine-Saint-Denis. Smartphone, GPS et Carte Essence fournis. Casier judiciaire vierge.",
    "Au collège Simone Veil et au lycée Jules Ferry, vous accueillez 450 élèves. Poste rattaché au "
    "Rectorat de l'Académie de Créteil. Concours ITRF possible. Logement par nécessité de service.",
    "Service de Cardiologie, pavillon Laënnec, hôpital Ambroise Paré. Équipe de 25 IDE et 18 AS. "
    "Roulement en 12 heures, un week-end sur deux. Prime Ségur de 183 € net par mois, prime Grand Âge.",
    "Poste ouvert à un Jeune Diplômé. École de Commerce, Sciences Po ou Université Paris Dauphine. Vous "
    "connaissez Google Ads, Google Analytics, Meta Business Suite, SEO et CRM Salesforce.",
    "Travail en Cuisine Centrale : 3 000 repas par jour, normes HACCP, PMS, marche en avant. Tenue "
    "fournie. Vous remplacez le Second de Cuisine le mercredi. Coupure possible. Fermeture à Noël et en Août.",
)


def offers(folder: Path, count: int = 150) -> Iterator[str]:
    """`count` offers made from the ROME files under `folder`; the same ones at every call."""
    chance = random.Random(20_261)
    titles = _column(folder / "rome_v347" / "unix_referentiel_appellation_v347_utf8.csv", "libelle_appellation_court")
    skills = _column(folder / "rome_v347" / "unix_referentiel_competence_v347_utf8.csv", "libelle_competence")
    texts = _column(folder / "rome_v347" / "unix_texte_v347_utf8.csv", "libelle_texte")
    for number in range(count):
        opening = chance.choice(OPENINGS).format(
            company=COMPANIES[number % len(COMPANIES)],
            title=chance.choice(titles),
            town=chance.choice(TOWNS),
            number=10_000 + number,
        )
        body = [opening, "Missions :", chance.choice(texts), *chance.sample(PARAGRAPHS, 4)]
        listed = "\n".join(f"- {skill}" for skill in chance.sample(skills, 8))
        yield "\n\n".join([*body, f"Compétences recherchées\n{listed}", f"Entreprise : {chance.choice(COMPANIES)}."])


def rome_texts(folder: Path) -> list[str]:
    """Every text of the ROME, as written."""
    return _column(folder / "rome_v347" / "unix_texte_v347_utf8.csv", "libelle_texte")


def _column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[name].replace("''", "'") for row in csv.DictReader(file)]
