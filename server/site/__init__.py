"""Pages that Iris itself serves."""
