"""Weekly and monthly reports: what came in, was decided, recovered, in time or not, against the period before."""
