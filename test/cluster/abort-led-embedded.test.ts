import {vi} from 'vitest';
import {beatHearts, ground} from '../../source/demo/worlds/ground.ts';
import {startOwnCluster} from '../scenarios/own-cluster.ts';
import {abortLed} from './led-abort.ts';

vi.mock(import('../../source/demo/kinds/index.ts'), async actual => {
	const {engineKinds} = await import('./engine-kinds.ts');
	return {kinds: [...(await actual()).kinds, ...engineKinds()]};
});

/** Nodes, and what every cluster has. */
const bare = {name: 'led', says: '', past: ground, present: beatHearts};

/** Engines have clocks of their own, by which time must pass. */
const speed = 1;

abortLed('embedded', async () => {
	const {kubeconfig, stop} = await startOwnCluster(bare, speed);
	return {engine: kubeconfig, operator: kubeconfig, stop};
});
