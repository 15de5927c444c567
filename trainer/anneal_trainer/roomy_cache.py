"""Keys and values with room for the tokens to come, for decoding."""

import torch
from transformers import DynamicCache
from transformers.cache_utils import DynamicLayer


def with_room(cache: DynamicCache, tokens: int) -> DynamicCache:
    """The same cache, ready to take `tokens` more. Layers that keep a window or a state of their own stay as they are."""
    for index, layer in enumerate(cache.layers):
        if type(layer) is DynamicLayer and layer.is_initialized:
            cache.layers[index] = RoomyLayer(layer, tokens)
    return cache


class RoomyLayer(DynamicLayer):
    """Writes a new token into its place, where concatenation copies every token before it: on a CPU a third of a decoding step."""

    def __init__(self, layer: DynamicLayer, room: int):
        super().__init__()
        self.dtype, self.device, self.is_initialized = layer.keys.dtype, layer.keys.device, True
        self.room = room
        self._hold(layer.keys, layer.values)

    def _hold(self, keys: torch.Tensor, values: torch.Tensor) -> None:
        """Copies into tensors with room; `keys` and `values` become the used part of these."""
        length = keys.shape[-2]
        self._stores = tuple(held.new_empty(*held.shape[:-2], length + self.room, held.shape[-1]) for held in (keys, values))
        for store, held in zip(self._stores, (keys, values), strict=True):
            store[..., :length, :] = held
        self._show(length)

    def _show(self, length: int) -> None:
        self.keys, self.values = (store[..., :length, :] for store in self._stores)

    def update(self, key_states: torch.Tensor, value_states: torch.Tensor, *args, **kwargs) -> tuple[torch.Tensor, torch.Tensor]:
        before = self.get_seq_length()
        length = before + key_states.shape[-2]
        if length > self._stores[0].shape[-2]:
            self._hold(self.keys, self.values)
        for store, states in zip(self._stores, (key_states, value_states), strict=True):
            store[..., before:length, :] = states
        self._show(length)
        return self.keys, self.values

    def batch_select_indices(self, indices: torch.Tensor) -> None:
        self._hold(self.keys[indices], self.values[indices])
