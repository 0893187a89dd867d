"""What Iris can do: the domain, one folder per business noun."""
