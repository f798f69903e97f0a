"""The words that shop's columns hold."""

from django.db import models


class ItemKind(models.TextChoices):
    ADMISSION = "admission"
    MERCH = "merch"
    BENEFIT = "benefit"
    TICKET = "ticket"
    DONATION = "donation"
    FEE = "fee"
    TABLE = "table"


class OrderStatus(models.TextChoices):
    """One letter each, as integrators know them."""

    PENDING = "n", "pending"
    PAID = "p", "paid"
    EXPIRED = "e", "expired"
    CANCELED = "c", "canceled"


# Orders in these states own their units; those in the others have given them back.
LIVE_STATUSES = (OrderStatus.PENDING, OrderStatus.PAID)


class PaymentState(models.TextChoices):
    CREATED = "created"
    PENDING = "pending"
    CONFIRMED = "confirmed"
    CANCELED = "canceled"
    FAILED = "failed"
    REFUNDED = "refunded"


class RefundState(models.TextChoices):
    CREATED = "created"
    TRANSIT = "transit"
    EXTERNAL = "external"
    DONE = "done"
    CANCELED = "canceled"
    FAILED = "failed"


class ReceiptKind(models.TextChoices):
    """What moved: money came, money went back, money that went back came again."""

    PAYMENT = "payment"
    REFUND = "refund"
    REVERSAL = "reversal"


class QuestionType(models.TextChoices):
    """One letter each, as integrators know them."""

    NUMBER = "N", "number"
    LINE = "S", "line of text"
    TEXT = "T", "text"
    BOOLEAN = "B", "yes or no"
    CHOICE = "C", "choose one"
    CHOICES = "M", "choose several"
    FILE = "F", "file"
    DATE = "D", "date"
    TIME = "H", "time"
    DATETIME = "W", "date and time"
    COUNTRY = "CC", "country"
    PHONE = "TEL", "phone number"


class ValidityMode(models.TextChoices):
    FIXED = "fixed"
    DYNAMIC = "dynamic"


class PriceMode(models.TextChoices):
    """How a voucher changes a price."""

    NONE = "none"
    SET = "set"
    SUBTRACT = "subtract"
    PERCENT = "percent"


class FeeType(models.TextChoices):
    PAYMENT = "payment"
    SHIPPING = "shipping"
    SERVICE = "service"
    CANCELLATION = "cancellation"
    INSURANCE = "insurance"
    LATE = "late"
    OTHER = "other"
    GIFTCARD = "giftcard"


class Channel(models.TextChoices):
    WEB = "web"
    DESK = "desk"
    KIOSK = "kiosk"
    API = "api"
    # What tills of scan apps call themselves.
    TILL = "pretixpos"
