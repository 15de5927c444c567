"""`python_process.py patterns|context`: answers {file, entities} with {spans, seconds, peakMib}, line by line, until its input ends.

Presidio's own recognisers with their defaults, no model: with "patterns" its no-op NLP engine, which is its fastest; with "context"
spaCy's tokenizer of English, whose words raise scores as Presidio's defaults do (lemmas need a model: words in lower case stand for
them). `spans` are by text, in UTF-16 code units, and of a score of at least 0.4, as Anneal's.
"""

import json
import resource
import sys
import time
from importlib.metadata import version

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpArtifacts, NoOpNlpEngine, SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    CryptoRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    MacAddressRecognizer,
    PhoneRecognizer,
    UkNinoRecognizer,
    UsItinRecognizer,
    UsSsnRecognizer,
)

RECOGNISERS = {
    "EMAIL": EmailRecognizer,
    "PHONE": PhoneRecognizer,
    "CREDIT_CARD": CreditCardRecognizer,
    "IBAN": IbanRecognizer,
    "US_SSN": UsSsnRecognizer,
    "US_ITIN": UsItinRecognizer,
    "UK_NINO": UkNinoRecognizer,
    "IP_ADDRESS": IpRecognizer,
    "MAC_ADDRESS": MacAddressRecognizer,
    "CRYPTO": CryptoRecognizer,
}
#: Anneal's names of what Presidio names otherwise.
NAMES = {"EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE", "IBAN_CODE": "IBAN"}
THRESHOLD = 0.4
#: What ru_maxrss counts in.
UNIT = 2**20 if sys.platform == "darwin" else 2**10


class Words(SpacyNlpEngine):
    def load(self):
        self.nlp = {"en": spacy.blank("en")}

    def process_text(self, text, language):
        doc = self.nlp[language](text)
        words = [token.lower_ for token in doc]
        return NlpArtifacts([], doc, [token.idx for token in doc], words, self, language)


def engine(kind, entities):
    nlp = Words() if kind == "context" else NoOpNlpEngine([{"lang_code": "en", "model_name": "none"}])
    registry = RecognizerRegistry([RECOGNISERS[entity]() for entity in entities])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, default_score_threshold=THRESHOLD)


def utf16(text, span):
    start, end = (len(text[:at].encode("utf-16-le")) // 2 for at in (span.start, span.end))
    return {"entity": NAMES.get(span.entity_type, span.entity_type), "start": start, "end": end, "score": span.score}


def main(kind):
    # The list of domains that comes with the package: nothing is fetched.
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engines = {}
    print(f"{sys.version.split()[0]}, presidio-analyzer {version('presidio-analyzer')}", flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        key = tuple(request["entities"])
        engines[key] = analyzer = engines.get(key) or engine(kind, key)
        with open(request["file"], encoding="utf-8") as file:
            texts = json.load(file)
        begun = time.process_time()
        found = [analyzer.analyze(text, "en") for text in texts]
        seconds = time.process_time() - begun
        spans = [[utf16(text, span) for span in of] for text, of in zip(texts, found)]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT
        print(json.dumps({"spans": spans, "seconds": seconds, "peakMib": peak}), flush=True)


main(sys.argv[1])
