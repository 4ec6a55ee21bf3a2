import {argoRollouts} from './argo-rollouts.ts';
import type {Engine} from './engine.ts';
import {flagger} from './flagger.ts';
import {kruise} from './kruise.ts';

/** Every controller that leads changes of version. A new one is a file (or a folder) and a line here. */
export const engines: readonly Engine[] = [argoRollouts, flagger, kruise];
