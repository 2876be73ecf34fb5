"""Split packs: one box with one code is dispensed in parts to several people."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

SIGNALS = ("repeated_code", "unread_code")


def judge(draft: Draft) -> Verdict:
    """Judged by the share of lines that are of a part of a pack, or of a hospital that splits packs."""
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on trace codes")
    kinds = draft.facts.places["kind"].reindex(lines["place"]).to_numpy()
    even = (lines["quantity"] % 1 == 0).to_numpy()
    split = float((~lines["whole"].to_numpy(dtype=bool) | ~even).mean())
    wards = float((kinds == "hospital").mean())
    if split >= 0.5:
        return likely(f"{split:.0%} of the {len(lines)} lines are parts of packs")
    if wards >= 0.5:
        return open_question(f"{wards:.0%} of the lines are of a hospital, which may split packs without saying so")
    return ruled_out(f"{split:.0%} of the {len(lines)} lines are parts of packs, {wards:.0%} are of hospitals")


explanation = Explanation(
    name="split_pack",
    title="Split packs",
    explains=frozenset(SIGNALS),
    judge=judge,
)
