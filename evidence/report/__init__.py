"""The report of a ring: its content once, written as PDF, DOCX and XLSX."""
