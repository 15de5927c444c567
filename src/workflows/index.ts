/** Everything that a worker registers as a workflow. */
export { askModel, exportModel } from './ask-model.ts';
export { planProgressiveFineTune } from './plan-fine-tune.ts';
export { progressiveFineTune } from './progressive-fine-tune.ts';
