"""The CV workshop: read, write, improve, match."""
