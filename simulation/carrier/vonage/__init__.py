"""A simulated Vonage: calls that follow NCCOs, signed webhooks, a media stream of 16-bit samples."""
