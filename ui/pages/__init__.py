"""One folder per page: page.py (controller), view.py (layout), model.py where there is a table."""
