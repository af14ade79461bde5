"""Orders to try things with."""

from datetime import date, timedelta

from .bills import bill
from .orders import Order, Orders

ADA = ("+12125550188", "11201")
MARIA = ("+12125550142", "10027")


def seed(orders: Orders, today: date) -> None:
    """Fill an empty shop, days counted from `today`.

    Ada's: 48213, a desk lamp, came five days ago; 48977, an armchair, too dear to be refunded by phone, came
    a week ago; 50112, a kettle, is on its way and not paid; 51840, a rug, is late. Maria's: 47001, a mirror,
    came 40 days ago; 52300, a vase, was a final sale; 53555, a clock, is being packed.
    """

    def day(ahead: int) -> date:
        return today + timedelta(days=ahead)

    for order in (
        Order(
            "48213",
            *ADA,
            item="desk lamp",
            price_cents=39_90,
            shipping_cents=5_95,
            status="delivered",
            expected_on=day(-5),
            delivered_on=day(-5),
        ),
        Order(
            "48977",
            *ADA,
            item="armchair",
            price_cents=349_00,
            status="delivered",
            expected_on=day(-7),
            delivered_on=day(-7),
        ),
        Order(
            "50112",
            *ADA,
            item="kettle",
            price_cents=54_50,
            shipping_cents=5_95,
            status="shipped",
            expected_on=day(2),
        ),
        Order(
            "51840",
            *ADA,
            item="rug",
            price_cents=89_00,
            shipping_cents=9_95,
            status="shipped",
            expected_on=day(-4),
        ),
        Order(
            "47001",
            *MARIA,
            item="mirror",
            price_cents=75_00,
            shipping_cents=7_95,
            status="delivered",
            expected_on=day(-40),
            delivered_on=day(-40),
        ),
        Order(
            "52300",
            *MARIA,
            item="vase",
            price_cents=19_90,
            shipping_cents=5_95,
            status="delivered",
            expected_on=day(-3),
            delivered_on=day(-3),
            final_sale=True,
        ),
        Order(
            "53555",
            *MARIA,
            item="clock",
            price_cents=29_90,
            shipping_cents=5_95,
            status="packing",
            expected_on=day(4),
        ),
    ):
        orders.add(order)
    bill(orders, "50112", 54_50)
