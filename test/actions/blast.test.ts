import {expect, test} from 'vitest';
import {blastOfLever, blastOfWeights} from '../../source/actions/blast.ts';
import {argoRollouts} from '../../source/engines/argo-rollouts.ts';
import {flagger} from '../../source/engines/flagger.ts';
import type {Rollout} from '../../source/model/rollout.ts';
import type {Split} from '../../source/model/split.ts';
import {bench, planned} from '../engines/read-fixture.ts';
import {splitOf} from '../kit/splits.ts';
import {revisionSet} from '../screens/rollouts-world.ts';

// What the name is typed for in every context: k9s and others scale to nothing, and shift to nothing, on one key.

function withPods(weights: Readonly<Record<string, number>>, pods: readonly (number | undefined)[]): Split {
	const split = splitOf(weights);
	const backends = split.backends.map((backend, index) => ({
		...backend,
		...(pods[index] !== undefined && {pods: {ready: pods[index]!, wanted: 4}}),
	}));
	return {...split, backends};
}

test.each([
	['a share for a version without a ready pod', [4, 0], [75, 25], 'b has no ready pod to answer its share.'],
	['less of such a share', [4, 0], [95, 5], undefined],
	['a share for one with pods', [4, 4], [75, 25], undefined],
	['all for as many pods', [4, 4], [0, 100], undefined],
	['all for few pods', [4, 1], [0, 100], 'All traffic goes to 1 pod of b, and 5 pods answer it now.'],
	['all but a little for few pods', [4, 1], [1, 99], undefined],
	['all for half of the pods', [3, 3], [0, 100], undefined],
	['pods that nobody knows', [undefined, undefined], [0, 100], undefined],
] as const)('%s', (_name, pods, weights, says) => {
	const blast = blastOfWeights(withPods({a: 90, b: 10}, pods), weights);
	expect(blast).toEqual(says && {word: 'checkout', says});
});

test('a share that is cut off where there are no pods is answered by the rest', () => {
	const split = withPods({a: 90, b: 10}, [4, 0]);
	const backends = split.backends.map(backend => ({...backend, withoutPods: 'The rest answers it.'}));
	expect(blastOfWeights({...split, backends}, [75, 25])).toBeUndefined();
});

const argo = bench(argoRollouts, 'v1alpha1');
const canary = bench(flagger, 'v1beta1');
const paused = argo.object('paused-until-promoted');
const sets = (challenger: number, champion: number) => ({
	replicaSets: [
		revisionSet('7d9c6b5f8', 2, {wanted: 1, ready: challenger}),
		revisionSet('5b8f9d4c6', 1, {wanted: 4, ready: champion}),
	],
});

test.each([
	['promote', 0, 4, 'Rollout shop/checkout: the new version has no ready pod to answer what it would get.'],
	[
		'promote-full',
		0,
		4,
		'Rollout shop/checkout: the new version has no ready pod to answer what it would get.',
	],
	['promote', 1, 0, undefined],
	[
		'abort',
		1,
		0,
		'Rollout shop/checkout: the version that stays has no ready pod to answer what it would get.',
	],
	['abort', 0, 4, undefined],
	['pause', 0, 0, undefined],
] as const)(
	'%s with %i pods of the challenger and %i of the champion',
	(lever, challenger, champion, says) => {
		const around = sets(challenger, champion);
		const plan = planned(argo.pull(lever, paused, around));
		const blast = blastOfLever(plan, argo.rollout(paused, around), argo.ref(paused));
		expect(blast).toEqual(says && {word: 'checkout', says});
	},
);

test('a blue-green that goes back asks for no word because the pods of what it leaves are not ready', () => {
	const before = argo.object('blue-green-switched').status as Record<string, string>;
	const {currentPodHash, stableRS} = before;
	const switched = argo.object('blue-green-switched', each => {
		each.status.stableRS = currentPodHash;
	});
	const {name, uid} = switched.metadata;
	const owner = {apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name, uid, controller: true};
	const sets = [
		revisionSet(currentPodHash!, 2, {wanted: 4, ready: 0}),
		revisionSet(stableRS!, 1, {wanted: 4, ready: 4}),
	];
	const around = {
		replicaSets: sets.map(set => ({...set, metadata: {...set.metadata, ownerReferences: [owner]}})),
	};
	const plan = planned(argo.pull('abort', switched, around));
	expect(plan.isEscape).toBe(true);
	expect(blastOfLever(plan, argo.rollout(switched, around), argo.ref(switched))).toBeUndefined();
});

test('where nobody can tell how many pods there are nothing is made of it', () => {
	const object = canary.object('progressing');
	const plan = planned(canary.pull('abort', object));
	const rollout: Rollout = canary.rollout(object);
	expect(blastOfLever(plan, rollout, canary.ref(object))).toBeUndefined();
});
