"""The teller: an agent of the tests, with an operation that spends."""

from agents.spec import AgentName, AgentSpec, Handles

AGENT = AgentSpec(
    name=AgentName("teller"),
    title="Guichet",
    does={"fr": "essais", "en": "trials", "de": "Versuche", "es": "pruebas"},
    handles=Handles(scope="Ce que les tests demandent.", examples=("dépense mes points",)),
    operations=("spend_points", "remember", "look_up", "hand_over"),
)
