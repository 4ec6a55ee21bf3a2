/** Autoscalers: what they may be asked for, and whom they can size. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {deployment} from './objects.ts';

export function checkAutoscalers(ground: Ground): void {
	const autoscaler = (name: string, kind: string, spec: Json = {}): Json => ({
		metadata: {name},
		spec: {scaleTargetRef: {apiVersion: 'apps/v1', kind, name}, minReplicas: 2, maxReplicas: 3, ...spec},
	});
	const refuse = async (spec: Json): Promise<string[]> => {
		const path = ground.path('horizontalpodautoscalers');
		const body = {metadata: {name: 'refused'}, spec};
		const answer = await ground.ask('POST', path, {body});
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		return answer.body.details.causes.map(({field, message}: Json) => `${field}: ${message}`);
	};
	/** An autoscaler looks for the first time within fifteen seconds. */
	const looked = async (name: string): Promise<Json> => {
		const untilMs = Date.now() + 40_000;
		let found = await ground.read('horizontalpodautoscalers', `/${name}`);
		while (!found.status.conditions && Date.now() < untilMs) {
			await new Promise(resolve => setTimeout(resolve, 200));
			found = await ground.read('horizontalpodautoscalers', `/${name}`);
		}
		return found;
	};

	it.concurrent('sizes a stateful set', {timeout: 60_000}, async () => {
		const {template} = deployment('sized').spec;
		const spec = {replicas: 1, selector: {matchLabels: {app: 'sized'}}, template};
		await ground.make('statefulsets', {metadata: {name: 'sized'}, spec});
		await ground.eventually('statefulsets', '/sized', ({status}) => status.readyReplicas === 1);
		await ground.make('horizontalpodautoscalers', autoscaler('sized', 'StatefulSet'));
		const {status} = await looked('sized');
		expect(status.desiredReplicas).toBe(2);
		expect((await ground.read('statefulsets', '/sized')).spec.replicas).toBe(2);
	});

	it.concurrent.each([
		['missing', 'StatefulSet', 'statefulsets.apps "missing" not found'],
		['unscalable', 'DaemonSet', 'the server could not find the requested resource'],
		['unheard-of', 'Unheard', 'no matches for kind "Unheard" in group "apps"'],
	])('says why it cannot size what is %s', {timeout: 60_000}, async (name, kind, why) => {
		await ground.make('horizontalpodautoscalers', autoscaler(name, kind));
		const {metadata, status} = await looked(name);
		expect(status).toEqual({
			currentMetrics: null,
			desiredReplicas: 0,
			conditions: [
				{
					type: 'AbleToScale',
					status: 'False',
					reason: 'FailedGetScale',
					message: `the HPA controller was unable to get the target's current scale: ${why}`,
					lastTransitionTime: expect.any(String),
				},
			],
		});
		const about = `?fieldSelector=${encodeURIComponent(`involvedObject.uid=${metadata.uid}`)}`;
		const {items} = await ground.eventually('events', about, read => read.items.length > 0);
		expect(items[0]).toMatchObject({type: 'Warning', reason: 'FailedGetScale', message: why});
	});

	it.concurrent('is refused what makes no sense', async () => {
		const target = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'target'};
		const least = 'must be greater than or equal to';
		expect(await refuse({})).toEqual([
			'spec.maxReplicas: Required value: must be set and greater than 0',
			`spec.maxReplicas: Invalid value: 0: ${least} \`minReplicas\``,
			'spec.scaleTargetRef.kind: Required value',
			'spec.scaleTargetRef.name: Required value',
			'spec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group',
		]);
		expect(await refuse({minReplicas: 0, maxReplicas: 0, scaleTargetRef: target})).toEqual([
			`spec.minReplicas: Invalid value: 0: ${least} 1`,
			'spec.maxReplicas: Required value: must be set and greater than 0',
			'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
		]);
		const slashed = {apiVersion: 'a/b/c', kind: 'a/b', name: 'c/d'};
		expect(await refuse({minReplicas: 5, maxReplicas: 2, scaleTargetRef: slashed})).toEqual([
			`spec.maxReplicas: Invalid value: 2: ${least} \`minReplicas\``,
			'spec.scaleTargetRef.kind: Invalid value: "a/b": may not contain \'/\'',
			'spec.scaleTargetRef.name: Invalid value: "c/d": may not contain \'/\'',
			'spec.scaleTargetRef.apiVersion: Invalid value: "a/b/c": unexpected GroupVersion string: a/b/c',
		]);
	});
}
