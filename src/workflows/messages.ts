import { defineQuery, defineUpdate } from '@temporalio/workflow';
import type { RunProgress, StageDecision } from '../contracts/run.ts';

/** Where the run is, stage by stage. */
export const progressQuery = defineQuery<RunProgress>('progress');

/** Decides about the stage that the run waits for. Refused when no decision is awaited, or another stage's. */
export const decideStageUpdate = defineUpdate<string, [StageDecision]>('decideStage');

/** Holds the run: a training saves a checkpoint and frees its device; nothing is started until `resume`. */
export const pauseUpdate = defineUpdate<string>('pause');

/** Goes on after `pause`, from the checkpoint. */
export const resumeUpdate = defineUpdate<string>('resume');
