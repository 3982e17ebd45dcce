"""What every list can do: saved lists, choosing columns, changing several at once, export."""
