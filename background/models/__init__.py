"""What is done beside the pages: pieces of work, the files that they make, mail, and who does it."""

from background.models.jobs import Job, JobFile
from background.models.mail import OutgoingMail
from background.models.stored_files import StoredFile
from background.models.workers import SILENT_FOR, WorkerProcess, database_now

__all__ = ["SILENT_FOR", "Job", "JobFile", "OutgoingMail", "StoredFile", "WorkerProcess", "database_now"]
