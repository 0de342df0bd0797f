"""What operators see and do: dead letters and consumers, from the command line and by HTTP."""
