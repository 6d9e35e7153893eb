"""Several pictures on one sheet, as frames keep them: in rows, nearly square, with narrow gaps."""

from __future__ import annotations

import math

from torch import Tensor
from torch.nn import functional as F

PAPER = 0.5  # the colour of gaps, seen on light and on dark


def sheet(pictures: Tensor) -> Tensor:
    """Pictures (n, c, h, w) -> one of (3, rows, columns); a single one stays as it is."""
    n, c, h, w = pictures.shape
    if n == 1:
        return pictures[0].expand(3, -1, -1)
    columns = math.ceil(math.sqrt(n))
    gap, rows = _gap(w), math.ceil(n / columns)
    blank = pictures.new_full((rows * columns, c, h + gap, w + gap), PAPER)
    blank[:n] = F.pad(pictures, (0, gap, 0, gap), value=PAPER)
    whole = blank.view(rows, columns, c, h + gap, w + gap).permute(2, 0, 3, 1, 4).reshape(c, rows * (h + gap), -1)
    return whole[:, :-gap, :-gap].expand(3, -1, -1)


def sheet_size(n: int, h: int, w: int) -> tuple[int, int]:
    """(h, w) of the sheet of n pictures of this size."""
    if n == 1:
        return h, w
    columns = math.ceil(math.sqrt(n))
    gap = _gap(w)
    return math.ceil(n / columns) * (h + gap) - gap, columns * (w + gap) - gap


def _gap(width: int) -> int:
    return max(1, width // 24)
