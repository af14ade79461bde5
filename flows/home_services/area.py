"""Where the electricians go. Pure."""

SERVED = frozenset(
    f"112{last:02d}" for last in (1, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23)
) | {"11225", "11226", "11230", "11231", "11232", "11233", "11234", "11235", "11236", "11237", "11238"}
"""ZIP codes of Brooklyn, New York."""

NAME = "Brooklyn"
"""What the area is called."""


def is_served(zip_code: str) -> bool:
    """Whether anybody is sent there."""
    return zip_code in SERVED
