"""Small faults that someone might make, each with the tests that would see it: `make mutants` tries them all.

Of a promised number, of who may do what, of what is released, of days, of codes. A fault is one exact text that stands
once in its file, and what it would become; `tests` are the nearest ones, so that trying it takes seconds. Add one
whenever a fault got past the tests.
"""

from tests.mutants.carrying import OF_CARRYING
from tests.mutants.data_protection import OF_DATA_PROTECTION
from tests.mutants.evidence import OF_EVIDENCE
from tests.mutants.fault import Mutant
from tests.mutants.figures import OF_FIGURES
from tests.mutants.identity import OF_IDENTITY
from tests.mutants.importing import OF_IMPORTING
from tests.mutants.keeping_out import OF_KEEPING_OUT
from tests.mutants.leaders import OF_LEADERS
from tests.mutants.learning import OF_LEARNING
from tests.mutants.lists import OF_LISTS
from tests.mutants.operating import OF_OPERATING
from tests.mutants.peers import OF_PEERS
from tests.mutants.people import OF_PEOPLE
from tests.mutants.practising import OF_PRACTISING
from tests.mutants.putting_right import OF_PUTTING_RIGHT
from tests.mutants.restructuring import OF_PLACES
from tests.mutants.rooms import OF_ROOMS
from tests.mutants.signing_in import OF_SIGNING_IN
from tests.mutants.tables import OF_TABLES
from tests.mutants.team_sessions import OF_TEAM_SESSIONS

MUTANTS: list[Mutant] = [
    *OF_CARRYING,
    *OF_DATA_PROTECTION,
    *OF_FIGURES,
    *OF_IDENTITY,
    *OF_IMPORTING,
    *OF_LEADERS,
    *OF_LEARNING,
    *OF_LISTS,
    *OF_EVIDENCE,
    *OF_KEEPING_OUT,
    *OF_OPERATING,
    *OF_PEERS,
    *OF_PEOPLE,
    *OF_PLACES,
    *OF_PRACTISING,
    *OF_PUTTING_RIGHT,
    *OF_ROOMS,
    *OF_SIGNING_IN,
    *OF_TABLES,
    *OF_TEAM_SESSIONS,
]
