"""What the vendors' documents ask of the form of requests; a vendor with few rules has them in its own module."""
