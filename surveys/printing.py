"""What is printed is made in `organisations.printing`, for every room."""

from organisations.printing import HOME, NoPdf, can_make_pdf, pdf_of, pdf_response, qr_code

__all__ = ["HOME", "NoPdf", "can_make_pdf", "pdf_of", "pdf_response", "qr_code"]
