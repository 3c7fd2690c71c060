"""The benchmark: time and memory of reading as ratios to named libraries, measured in the same run."""
