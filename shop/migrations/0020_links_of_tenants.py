from django.db import migrations

from eventhub.common.db.link_migrations import End, Link, own

QUOTA = End("quota", "shop.Quota", "shop_quota")
QUESTION = End("question", "shop.Question", "shop_question")
ITEM = End("item", "shop.Item", "shop_item")
LINKS = (
    Link(
        "QuotaItem", "shop_quota_items", "items", "quotas", QUOTA, ITEM,
        was_unique="shop_quota_items_quota_id_item_id_f6d9f144_uniq",
    ),
    Link(
        "QuotaVariation", "shop_quota_variations", "variations", "quotas",
        QUOTA, End("variation", "shop.Variation", "shop_variation"),
        was_unique="shop_quota_variations_quota_id_variation_id_6752cc4f_uniq",
    ),
    Link(
        "QuestionItem", "shop_question_items", "items", "questions", QUESTION, ITEM,
        was_unique="shop_question_items_question_id_item_id_1e053976_uniq",
    ),
    Link(
        "AnswerOption", "shop_answer_options", "options", "answers",
        End("answer", "shop.Answer", "shop_answer"),
        End("questionoption", "shop.QuestionOption", "shop_questionoption"),
        was_unique="shop_answer_options_answer_id_questionoption_id_8b2d94bd_uniq",
    ),
)


class Migration(migrations.Migration):
    """Rows of many-to-many relations know their tenant."""

    dependencies = [
        ('shop', '0019_received_not_fulfilled'),
        ('tenant', '0001_organizers_events_teams'),
    ]

    operations = [operation for link in LINKS for operation in own(link)]
