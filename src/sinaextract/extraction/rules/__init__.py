"""Named removal rules: what the site added around the article, and why it goes."""

from .lines import LINE_RULES
from .nodes import NODE_RULES, RULES_BUT_HIDDEN
from .rule import LineRule, Rule

__all__ = ["LINE_RULES", "NODE_RULES", "RULES_BUT_HIDDEN", "LineRule", "Rule"]
