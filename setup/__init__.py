"""Sets this folder up and runs its checks: plain Python, nothing to install first."""
