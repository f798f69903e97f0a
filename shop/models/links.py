"""The catalogue's many-to-many relations: who sells what, who asks whom, which options were chosen.

Rows are written by eventhub.common.db.links.replace (or in bulk, with the tenant of the row on the left).
"""

from django.db import models

from eventhub.common.db.scoping import TenantOwned


class QuotaItem(TenantOwned):
    """A quota counts the units of an item."""

    quota = models.ForeignKey("shop.Quota", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey("shop.Item", on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "shop_quota_items"
        constraints = [
            models.UniqueConstraint(fields=["quota", "item"], name="shop_quotaitem_once")
        ]


class QuotaVariation(TenantOwned):
    """Of an item with variations, a quota counts the units of this one."""

    quota = models.ForeignKey("shop.Quota", on_delete=models.CASCADE, related_name="+")
    variation = models.ForeignKey("shop.Variation", on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "shop_quota_variations"
        constraints = [
            models.UniqueConstraint(fields=["quota", "variation"], name="shop_quotavariation_once")
        ]


class QuestionItem(TenantOwned):
    """A question is asked of those who take an item."""

    question = models.ForeignKey("shop.Question", on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey("shop.Item", on_delete=models.CASCADE, related_name="+")

    class Meta(TenantOwned.Meta):
        db_table = "shop_question_items"
        constraints = [
            models.UniqueConstraint(fields=["question", "item"], name="shop_questionitem_once")
        ]


class AnswerOption(TenantOwned):
    """An option that an answer chose."""

    answer = models.ForeignKey("shop.Answer", on_delete=models.CASCADE, related_name="+")
    questionoption = models.ForeignKey(
        "shop.QuestionOption", on_delete=models.CASCADE, related_name="+"
    )

    class Meta(TenantOwned.Meta):
        db_table = "shop_answer_options"
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "questionoption"], name="shop_answeroption_once"
            )
        ]
