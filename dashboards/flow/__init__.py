"""The parts of the page of drug flow: a drug or lot, a shop's stock, one trace code."""
