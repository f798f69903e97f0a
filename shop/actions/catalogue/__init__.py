"""The catalogue: categories, tax rules, items, quotas, questions. Created, changed, deleted by /app/ and v1 alike.

`data` holds Python values by column name; foreign keys as ids of the same event. What is missing stays as it is.
Every write moves the kind's change stamp, writes `<kind>.created|changed|deleted` and tells whoever watches.
"""

from shop.actions.catalogue.categories import delete_category, save_category, save_category_within
from shop.actions.catalogue.items import (
    ADDON_FIELDS,
    BUNDLE_FIELDS,
    PROGRAM_TIME_FIELDS,
    VARIATION_FIELDS,
    addon_problems,
    bundle_problems,
    delete_item,
    item_problems,
    program_time_problems,
    save_item,
    save_item_within,
)
from shop.actions.catalogue.questions import (
    IDENTIFIER_LENGTH,
    OPTION_FIELDS,
    delete_question,
    question_problems,
    save_question,
    save_question_within,
)
from shop.actions.catalogue.quotas import (
    delete_quota,
    quota_problems,
    save_quota,
    save_quota_within,
)
from shop.actions.catalogue.shared import (
    CHILD_SENTENCES,
    IN_USE,
    copied,
    foreign_problems,
    refuse,
    stored,
    touch_dates,
    written,
)
from shop.actions.catalogue.tax_rules import delete_tax_rule, save_tax_rule, save_tax_rule_within

__all__ = [
    "ADDON_FIELDS",
    "BUNDLE_FIELDS",
    "CHILD_SENTENCES",
    "IDENTIFIER_LENGTH",
    "IN_USE",
    "OPTION_FIELDS",
    "PROGRAM_TIME_FIELDS",
    "VARIATION_FIELDS",
    "addon_problems",
    "bundle_problems",
    "copied",
    "delete_category",
    "delete_item",
    "delete_question",
    "delete_quota",
    "delete_tax_rule",
    "foreign_problems",
    "item_problems",
    "program_time_problems",
    "question_problems",
    "quota_problems",
    "refuse",
    "save_category",
    "save_category_within",
    "save_item",
    "save_item_within",
    "save_question",
    "save_question_within",
    "save_quota",
    "save_quota_within",
    "save_tax_rule",
    "save_tax_rule_within",
    "stored",
    "touch_dates",
    "written",
]
