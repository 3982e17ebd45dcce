"""Reports on screen: the period, the figures, the tables with their bars, and the way out on paper and as files."""
