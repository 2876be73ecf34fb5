"""What insurance paid of a line."""

import numpy as np
import pandas as pd

from detection.tails import Array


def insured(lines: pd.DataFrame) -> Array:
    """Yuan that insurance paid of each line: amount, total_amount, fund_amount, account_amount (of its settlement).

    The whole amount where the settlement does not say who paid. To the fen, so that lines add up to the loss.
    """
    names = ("amount", "total_amount", "fund_amount", "account_amount")
    amount, total, fund, account = (lines[name].to_numpy(dtype=np.float64) for name in names)
    says = (~np.isnan(fund) | ~np.isnan(account)) & (np.nan_to_num(total) > 0)
    paid = np.nan_to_num(fund) + np.nan_to_num(account)
    share = np.where(says, np.clip(paid / np.where(says, total, 1.0), 0.0, 1.0), 1.0)
    rounded: Array = np.round(np.nan_to_num(amount) * share, 2)
    return rounded
