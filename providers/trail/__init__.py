"""What an auditor reads and takes along: who did what, and the whole file of one provider, as JSON and PDF.
The desk shows it.
It only reads; the drawing of the PDF runs in a process of its own.
"""
