"""Customer support of an online shop: orders, returns, refunds, tickets."""
