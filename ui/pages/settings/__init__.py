"""Settings of this workstation."""
