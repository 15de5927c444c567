"""`python python_process.py datatrove|datasketch`: answers {file} with {dropped lines, seconds, peakMib}, line by line, until its input ends.

Both are given looser bands than their defaults (42 of 3), so that they find as many copies as Anneal does; datatrove a tokenizer
that only splits at white space, faster than its own.
"""

import json
import resource
import struct
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

BANDS, ROWS, WORDS = 42, 3, 5
#: What ru_maxrss counts in.
UNIT = 2**20 if sys.platform == "darwin" else 2**10


def texts(file):
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            yield " ".join(message["content"] for message in json.loads(line)["messages"])


def with_datasketch(file):
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
    dropped = []
    for number, text in enumerate(texts(file), 1):
        words = "".join(c if c.isalnum() or c.isspace() else " " for c in text.lower()).split()
        sketch = MinHash(num_perm=BANDS * ROWS)
        sketch.update_batch([" ".join(words[at : at + WORDS]).encode() for at in range(len(words) - WORDS + 1)])
        if index.query(sketch):
            dropped.append(number)
        else:
            index.insert(number, sketch)
    return dropped


class SplitAtSpaces:
    def word_tokenize(self, text):
        return text.split()


def with_datatrove(file):
    from datatrove.data import Document
    from datatrove.pipeline.dedup import minhash

    minhash.load_word_tokenizer = lambda language: SplitAtSpaces()
    config = minhash.MinhashConfig(n_grams=WORDS, num_buckets=BANDS, hashes_per_bucket=ROWS)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        documents = (Document(text=text, id=str(number)) for number, text in enumerate(texts(file)))
        minhash.MinhashDedupSignature(str(root / "signatures"), config).run(documents)
        for bucket in range(BANDS):
            minhash.MinhashDedupBuckets(str(root / "signatures"), str(root / "buckets"), config=config).run(None, bucket, BANDS)
        minhash.MinhashDedupCluster(str(root / "buckets"), str(root / "removed"), config=config).run(None, 0, 1)
        removed = (root / "removed" / "000000.remove").read_bytes()
    return [document + 1 for (document,) in struct.iter_unpack("<I", removed)]


def main(name):
    find = {"datatrove": with_datatrove, "datasketch": with_datasketch}[name]
    if name == "datatrove":
        import datatrove.pipeline.dedup.minhash  # noqa: F401 -- sets up its log, which is then switched off
        from loguru import logger

        logger.remove()
    print(f"{sys.version.split()[0]}, {name} {version(name)}", flush=True)
    for line in sys.stdin:
        begun = time.process_time()
        dropped = find(json.loads(line)["file"])
        seconds = time.process_time() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
        print(json.dumps({"dropped": dropped, "seconds": seconds, "peakMib": peak}), flush=True)


main(sys.argv[1])
