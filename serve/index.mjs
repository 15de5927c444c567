// What Anneal takes from this package's dependencies. It is loaded from where the first `anneal serve` installed them.
export { Template } from '@huggingface/jinja';
export { getLlama } from 'node-llama-cpp';
