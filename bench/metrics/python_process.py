"""Answers {metric, file} with {score, seconds of processor time, peakMib}, line by line, until its input ends."""

import json
import resource
import sys
import time
from importlib.metadata import version

from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF, TER

SACREBLEU = {"bleu": lambda: BLEU(), "chrf": lambda: CHRF(), "chrf++": lambda: CHRF(word_order=2), "ter": lambda: TER()}
#: What ru_maxrss counts in.
UNIT = 2**20 if sys.platform == "darwin" else 2**10


def score(metric, predictions, references):
    if metric in SACREBLEU:
        return SACREBLEU[metric]().corpus_score(predictions, [references]).score
    kind, _, option = metric.partition(":")
    scorer = RougeScorer([kind], use_stemmer=option == "stem")
    scores = [scorer.score(reference, prediction)[kind].fmeasure for prediction, reference in zip(predictions, references)]
    return sum(scores) / len(scores)


print(f"{sys.version.split()[0]}, sacrebleu {version('sacrebleu')}, rouge-score {version('rouge-score')}")
for line in sys.stdin:
    request = json.loads(line)
    with open(request["file"], encoding="utf-8") as file:
        predictions, references = zip(*map(json.loads, file))
    begun = time.process_time()
    found = score(request["metric"], list(predictions), list(references))
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
    print(json.dumps({"score": found, "seconds": seconds, "peakMib": peak}))
