import {beatHearts, ground} from '../worlds/ground.ts';
import type {Scenario} from './scenario.ts';

/** Nodes and the cluster's own things, nothing else. */
export const empty: Scenario = {
	name: 'empty',
	says: 'nodes and nothing on them, to bring your own',
	past: ground,
	present: beatHearts,
};
