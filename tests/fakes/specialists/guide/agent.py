"""A second agent of the tests, to hand over to."""

from agents.spec import AgentName, AgentSpec, Handles

AGENT = AgentSpec(
    name=AgentName("guide"),
    title="Guide",
    does={"fr": "orienter", "en": "guide", "de": "führen", "es": "guiar"},
    handles=Handles(scope="Tout le reste.", examples=("bonjour", "merci")),
    operations=("look_up", "hand_over"),
)
