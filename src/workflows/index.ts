/** Everything that a worker registers as a workflow. */
export { askModel, exportModel } from './ask-model.ts';
export { multiTaskFineTune } from './multi-task-fine-tune.ts';
export { planMultiTaskFineTune, planProgressiveFineTune } from './plan-fine-tune.ts';
export { progressiveFineTune } from './progressive-fine-tune.ts';
