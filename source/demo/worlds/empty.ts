import {beatHearts, ground} from './ground.ts';
import type {World} from './world.ts';

/** Nodes and the cluster's own things, nothing else: for tests that bring what they need. */
export const empty: World = {past: ground, present: beatHearts};
