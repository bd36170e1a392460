"""The voices of the shipped framework, for tests of arithmetic that look at no rows."""

from reporting.measures.asked import Scale
from reporting.read.voices import Voice, Voices

SERVICES = Voice("services", "self_assessment", "Services", Scale(0, 4, 5))
STAFF = Voice("staff", "workforce_results", "Staff", Scale(1, 5, 5, ("mostly", "completely")))
FAMILIES = Voice("families", "families_results", "Families", Scale(1, 5, 5, ("mostly", "always")))
CHILDREN = Voice("children", "children_results", "Children", Scale(1, 3, 3, ("yes",)))
ALL = Voices([SERVICES, STAFF, FAMILIES, CHILDREN])
