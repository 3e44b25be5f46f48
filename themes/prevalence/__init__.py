"""How much of the talk a theme takes, with intervals, and comparisons of shares."""
