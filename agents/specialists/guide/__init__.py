"""The guide: rights, funding, procedures, how Iris works, and what fits nobody else."""
