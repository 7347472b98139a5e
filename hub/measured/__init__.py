"""The measures of a month, a file for each thing that is counted. Nothing leaves before hub.disclosure let it pass."""
