"""Reports: one run gives frozen tables, which the screen, the printer, PDF, XLSX and CSV show alike."""
