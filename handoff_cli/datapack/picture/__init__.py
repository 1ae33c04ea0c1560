"""What the fabrication files draw, as an SVG of each side with the placements on it."""
