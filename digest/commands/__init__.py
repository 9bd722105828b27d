"""What the commands of build.py do. Only these modules and build.py speak and look at the clock."""
