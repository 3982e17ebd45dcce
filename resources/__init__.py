"""Files: icons, fonts, themes, catalogues, code lists, texts."""
