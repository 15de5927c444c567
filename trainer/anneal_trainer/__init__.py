"""Anneal's training process: LoRA fine-tuning, generation and scoring behind JSON lines."""

# Part of every environment and training key: raise it when the same request would give other bytes.
__version__ = "0.1.3"
