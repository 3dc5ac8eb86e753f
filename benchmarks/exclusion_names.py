"""`python -m benchmarks.exclusion_names [FOLDER]`: the tables of docs/exclusions.md, "What it finds".

The project's own pairs of names, each half by tier; its rows are never printed, so the closed half stays closed. With
FOLDER, the public records of ../shared/data, also the real lists (two minutes).
"""

import os
import sys
from collections import Counter
from pathlib import Path


def main(argv: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caarisma.settings.test")
    import django

    django.setup()
    from providers.exclusions.enums import WEAK_TIERS, ExclusionTier
    from tests.providers.exclusions.test_exclusion_pairs import by_tier
    from tests.providers.exclusions.test_exclusion_tiers import judged, real_pairs

    for half in ("open", "closed"):
        tiers = by_tier(half)
        for tier in (*ExclusionTier, None):
            print(f"{half:7}{tier or 'none':7}{tiers[tier]['yes']:5} same{tiers[tier]['no']:5} other")
        found = sum(same["yes"] for tier, same in tiers.items() if tier)
        hiding = sum((tiers[tier] for tier in set(ExclusionTier) - WEAK_TIERS), Counter())
        everybody = sum(same["yes"] for same in tiers.values())
        print(
            f"{half:7}found {found / everybody:.1%}, right among those that hide {hiding['yes'] / hiding.total():.1%}"
        )
    if argv:
        pairs = list(real_pairs(Path(argv[0])))
        for tier, right in sorted(judged(pairs).items(), key=lambda pair: list(ExclusionTier).index(pair[0])):
            print(f"real   {tier:7}{right[True]:5} same{right[False]:5} other, by name alone")
        found_all = [(held, finding.tier.value) for held, _one, finding in pairs if finding]
        print("all providers:", dict(Counter(tier for _held, tier in found_all)))
        quarter = Counter(tier for held, tier in found_all if int(held.npi) // 10 % 4 == 0)
        print("a quarter of them (by the last digits before the check digit):", dict(quarter))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
