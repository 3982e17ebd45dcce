"""The benchmark cases behind `talented-desk bench`; see README.md in this folder."""
