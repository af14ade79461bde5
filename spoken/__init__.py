"""What a caller's words stand for: numbers, telephones, days, times, names. Pure, and no engine's own."""
