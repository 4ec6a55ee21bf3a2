import {expect, test} from 'vitest';
import {deployments} from '../../source/demo/kinds/apps.ts';
import {httpRoutes} from '../../source/demo/kinds/networking.ts';
import {capacity} from '../../source/demo/scenarios/capacity.ts';
import type {Json} from '../cluster/raw-api.ts';
import {autoscaler} from '../cluster/workloads.ts';
import {command, dialogSays, openRow} from '../kit/abort-flow.ts';
import {prepareOwnStage} from './own-stage.ts';

// Where the version that stays has too few pods for all, its floor is raised
// first, by a key; one word brings floor and weights back.

const open = prepareOwnStage();
const route = '/apis/gateway.networking.k8s.io/v1/namespaces/search/httproutes/ranker';
const scalers = '/apis/autoscaling/v2/namespaces/search/horizontalpodautoscalers';

test('the floor is raised, then all is drained to it, and a word brings both back', {
	timeout: 180_000,
}, async context => {
	const {terminal, api, cluster} = await open(context, {...capacity, guidance: []}, 'search');
	const weights = async () =>
		(await api.get(route)).body.spec.rules[0].backendRefs.map((each: Json) => each.weight);
	const bounds = async () => {
		const {minReplicas, maxReplicas} = (await api.get(`${scalers}/ranker-champion`)).body.spec;
		return [minReplicas, maxReplicas];
	};
	const scaler = autoscaler('ranker-champion');
	Object.assign(scaler.spec, {minReplicas: 8, maxReplicas: 12});
	expect((await api.create(scalers, scaler)).status).toBe(201);
	// On its two pods it would melt, and be nothing to bring users back to.
	const challenger = '/apis/apps/v1/namespaces/search/deployments/ranker-challenger';
	await api.patch(challenger, [{op: 'replace', path: '/spec/replicas', value: 6}]);
	await api.until(challenger, ({status}) => status.readyReplicas === 6);
	await api.patch(route, [
		{op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 50},
		{op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 50},
	]);
	/** How many pods the champion had ready when all was sent to it. */
	let readyAtDrain: number | undefined;
	cluster.store.onChange(({entry: {kind, object}}) => {
		if (kind !== httpRoutes || object.spec.rules[0].backendRefs[1].weight !== 0) return;
		readyAtDrain ??= cluster.store.get(deployments, 'search', 'ranker-champion')!.object.status.readyReplicas;
	});

	await openRow(terminal, 'HTTPRoute ranker');
	await terminal.waitFor('8/8');
	await terminal.pressFor('X', 'nothing is written yet');
	await dialogSays(terminal, /16 would keep each at its present load\. .*Staged raises it first: s here/);
	await terminal.pressFor('s', /, staged/);
	await terminal.confirm();
	await expect.poll(weights, {timeout: 60_000}).toEqual([100, 0]);
	expect(readyAtDrain).toBe(16);
	expect(await bounds()).toEqual([16, 16]);
	await dialogSays(terminal, /UTC written/, 30_000);

	await command(terminal, 'restore', 'Undo: Drain');
	await terminal.waitFor('the server would accept');
	await terminal.confirm();
	await expect.poll(weights, {timeout: 20_000}).toEqual([50, 50]);
	await expect.poll(bounds, {timeout: 20_000}).toEqual([8, 12]);
});
