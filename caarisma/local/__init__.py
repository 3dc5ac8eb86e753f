"""What `make` runs: environment, servers, checks. Standard library only: it runs before anything is installed."""
