"""Speaks the protocol and misbehaves on demand: what prepareBase's package is called says how. Needs nothing installed."""

import json
import os
import signal
import sys
import time

seq = 0
stopped = False


def send(request_id, kind, **fields):
    global seq
    sys.stdout.write(json.dumps({"id": request_id, "seq": seq, "type": kind, **fields}) + "\n")
    sys.stdout.flush()
    seq += 1


def beat(request_id, phase="training", step=0):
    send(request_id, "progress", phase=phase, step=step, totalSteps=9, loss=None, learningRate=None, gradNorm=None, tokensPerSecond=None, etaSeconds=None)


FACTS = {"hash": "h", "architecture": "A", "parameters": 1, "contextTokens": 8, "layers": 1, "hiddenSize": 1, "vocabularySize": 1, "chatTemplate": True, "linearModules": []}


def misbehave(request_id, what):
    if what == "environment":
        send(request_id, "warning", code="environment", message=json.dumps(dict(os.environ)))
    elif what == "exit":
        pass
    elif what.startswith("exit"):
        print("the last words", file=sys.stderr, flush=True)
        os._exit(int(what[4:]))
    elif what == "sigkill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "print":
        print("Downloading shards: 100%", flush=True)
        time.sleep(60)
    elif what == "wrong":
        send(request_id, "checkpoint", step=-1, folder="x", bytes=1, saveSeconds=0)
        time.sleep(60)
    elif what == "silent":
        time.sleep(60)
    elif what == "stuck":
        while True:
            beat(request_id)
            time.sleep(0.05)
    elif what == "lively":
        for step in range(20):
            beat(request_id, step=step)
            time.sleep(0.1)
    elif what == "error":
        return send(request_id, "error", name="TrainingDiverged", message="loss is NaN at step 3")
    elif what == "other":
        return send(request_id, "done", result={"items": 1, "seconds": 1, "interrupted": False, "environment": {"device": "d", "threads": 1, "dtype": "float32", "microBatchSize": 1, "versions": {}}})
    send(request_id, "done", result={"folder": str(os.getpid()), **FACTS})


if os.environ.get("NVIDIA_TEST_SILENT_START"):
    time.sleep(60)
send("", "hello", protocol=1, pid=os.getpid(), device="cpu:test", bfloat16=False, cuda=False, cores=1, versions={})
for line in sys.stdin:
    request = json.loads(line)
    if request["op"] == "train":
        os._exit(9)
    if request["op"] == "prepareBase":
        misbehave(request["id"], request["source"]["package"])
