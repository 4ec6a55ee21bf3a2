/** A list that is narrowed by fields stays so while it is watched. */
import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Cluster} from '../../source/model/cluster.ts';

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
let demo: Demo;
let cluster: Cluster;

beforeAll(async () => {
	demo = await startDemo({scenario: 'calm-shop', seed: 1});
	const found = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	cluster = found.value;
});

afterAll(async () => {
	cluster.close();
	await demo.stop();
});

test.each([
	['streamed', {}],
	['paged', {namespace: 'shop'}],
] as const)('the fields are asked of the server, %s', async (_way, scope) => {
	const all = await cluster.list(pods, scope);
	if (!all.ok || all.value.length < 2) throw new Error('There are too few pods to narrow.');
	const [one] = all.value;
	const seen = new Set<string>();
	const fields = `metadata.name=${one!.metadata.name}`;
	await new Promise<void>(resolve => {
		const stop = cluster.follow(
			pods,
			{...scope, fields},
			({metadata}) => metadata,
			change => {
				if (change.type === 'changed') seen.add(change.row.name);
				if ('rows' in change) for (const {name} of change.rows) seen.add(name);
				if (change.type !== 'health' || change.health.state !== 'live') return;
				// What others are told of meanwhile would come by now.
				setTimeout(() => {
					stop();
					resolve();
				}, 1500);
			},
		);
	});
	expect([...seen]).toEqual([one!.metadata.name]);
});
