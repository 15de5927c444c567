"""Lists of tokens as rectangles."""

import torch


def pad_left(lists: list[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(tokens, mask), texts flush right, so that all next tokens stand in one column."""
    width = max(map(len, lists))
    tokens = torch.tensor([[pad] * (width - len(item)) + item for item in lists])
    mask = torch.tensor([[0] * (width - len(item)) + [1] * len(item) for item in lists])
    return tokens, mask


def pad_right(lists: list[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    """(tokens, mask), texts flush left."""
    width = max(map(len, lists))
    tokens = torch.tensor([item + [pad] * (width - len(item)) for item in lists], dtype=torch.long)
    mask = torch.tensor([[1] * len(item) + [0] * (width - len(item)) for item in lists], dtype=torch.long)
    return tokens, mask
