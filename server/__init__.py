"""How the world reaches Iris: adapters only, no rules."""
