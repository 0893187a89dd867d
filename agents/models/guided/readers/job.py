"""The job that a person says is theirs."""

import re

from agents.models.guided.cues import plain, spelled
from agents.models.guided.readers import Reading

_OPENINGS = {
    "fr": re.compile(
        r"\b(?:je suis|j['’]étais|je travaill(?:e|ais) comme|je bosse comme|je travaille en tant qu(?:e |['’])"
        r"|mon (?:métier|travail|poste|boulot)(?: actuel)? (?:est|c['’]est)|métier\s*:)\s*"
        r"(?:actuellement |encore |aussi )?"
        r"(?:une? |l['’]|d['’]|la |le |que )?(?P<job>[^\W\d_][\w'’/() -]{2,60})",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:i am|i['’]m|i was|i work as|i worked as|my (?:current )?job is|job\s*:)\s*(?:currently )?"
        r"(?:an? |the )?(?P<job>[^\W\d_][\w'’/() -]{2,60})",
        re.IGNORECASE,
    ),
}
_BARE = re.compile(r"^(?P<job>[^\W\d_][\w'’/() -]{2,60}?)(?= depuis\b| for \d)", re.IGNORECASE)
_ENDS = re.compile(
    r"\s+(?:(?:et|mais|depuis|qui|car|parce|pour|dans|chez|à(?! domicile)|cherche|je|avec|sans|où|donc|or|"
    r"actuellement|aujourd['’]hui|and|but|since|who|because|for|at|with|in|looking|so|i)\b|j['’]|"
    r"en (?:ce|re|arr|cd|int|burn|poste|activité|fin|milieu|plein))|\s*[.,;:!?\n(]|\s*$",
    re.IGNORECASE,
)
_ENDINGS = {
    "fr": re.compile(r"(eur|[^i]euse|rice|ier|iere|iste|logue|cien|cienne|graphe|tecte|manager|designer)$"),
    "en": re.compile(r"(er|or|ist|ian|man|woman|clerk|nurse|cook|chef|aide|tress|guard|assistant|accountant)$"),
}
_HEADS = frozenset(
    """aide agent agente assistant assistante auxiliaire avocat avocate cadre caviste chef cheffe commercial
    commerciale commis comptable concierge cuisinier cuistot docker ebeniste employe employee expert experte
    fonctionnaire gardien gardienne gerant gerante gestionnaire guide hote hotesse interprete juriste libraire
    maitre maitresse manutentionnaire medecin macon militaire nounou notaire ouvrier plombier prof psychologue
    responsable sage secretaire soudeur standardiste steward surveillant surveillante artisan artisane boucher
    bouchere boulanger boulangere peintre menuisier charge chargee consultant consultante dev enseignant enseignante
    kine dentiste veterinaire architecte attendant teacher nurse carer caregiver worker staff""".split()
)
_NOT_JOBS = frozenset(
    """fier fiere premier premiere dernier derniere entier entiere familier familiere particulier particuliere
    prisonnier prisonniere regulier reguliere singulier heureuse malheureuse nerveuse peureuse rageuse reveuse fumeuse
    chomeur chomeuse demandeur demandeuse meilleur meilleure triste pessimiste optimiste realiste egoiste superieur
    inferieur interieur exterieur majeur mineur ailleurs under over never here there older younger better other eager
    clever longer another ever either rather sober bitter moper computer""".split()
)
_TWO_WORDS = ("femme de menage", "femme de chambre", "homme de menage", "homme toutes mains", "aide a domicile")


def read(text: str, locale: str) -> Reading | None:
    """The job, in the person's own words (`value`), without its article; None when nothing looks like one for sure."""
    patterns = (_OPENINGS.get(locale, _OPENINGS["fr"]), _BARE)
    for found in (match for pattern in patterns for match in pattern.finditer(spelled(text[:600]))):
        job = _ENDS.split(found["job"], maxsplit=1)[0].strip(" -'’")
        if _is_job(job, locale):
            return {"value": job}
    return None


def _is_job(job: str, locale: str) -> bool:
    bare = plain(job)
    words = bare.split()
    if not words or len(words) > 6:
        return False
    head = words[-1] if locale == "en" else words[0]
    if head in _NOT_JOBS or words[0] in _NOT_JOBS:
        return False
    return bare.startswith(_TWO_WORDS) or head in _HEADS or bool(_ENDINGS.get(locale, _ENDINGS["fr"]).search(head))
