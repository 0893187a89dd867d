"""Personal data in French text: where it is, without any model."""
