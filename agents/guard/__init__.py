"""What comes in and goes out: anonymised, judged, restored in prose, with every failure closed."""
