import {expect, test} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {autoscalerReasons} from '../../source/resources/autoscaler-words.ts';
import {projectHorizontalPodAutoscaler} from '../../source/resources/horizontalpodautoscalers.ts';
import {readPending} from '../../source/resources/pending-words.ts';
import {projectPod} from '../../source/resources/pod-row.ts';
import {shellGround} from './grounds.ts';
import type {Json} from './raw-api.ts';
import {deployment} from './workloads.ts';

// What is said in words, of what a real scheduler, a real autoscaler and real revisions say.

const {api, ground, run} = shellGround('whys', 60_000);

function scheduled({status}: Json): Json {
	return status.conditions?.find(({type}: Json) => type === 'PodScheduled');
}

test.each<[string, Json, RegExp]>([
	['asks for more than any node has', {cpu: '9999'}, /too little CPU left/],
	['asks for memory that no node has', {memory: '900Ti'}, /too little memory left/],
	[
		'asks for a node that is not there',
		{selector: {'example.com/no-such': 'node'}},
		/node selector or affinity/,
	],
])(
	'a pod that %s is told why it is pending, reason by reason',
	async (what, {cpu, memory, selector}, says) => {
		const name = `pending-${what.length}`;
		const path = `/api/v1/namespaces/${ground().namespace}/pods`;
		const requests = {...(cpu && {cpu}), ...(memory && {memory})};
		await api.create(path, {
			metadata: {name},
			spec: {
				...(selector && {nodeSelector: selector}),
				containers: [{name: 'app', image: 'shop:1', resources: {requests}}],
			},
		});
		const pod = await api.until(`${path}/${name}`, object => scheduled(object)?.status === 'False');
		const {trouble} = projectPod(pod as unknown as KubernetesObject);
		expect(trouble).toMatchObject({cause: 'unschedulable'});
		const pending = readPending(trouble!.detail)!;
		expect(pending.nodes).toBeGreaterThan(0);
		expect(pending.reasons.map(reason => reason.says).join('; ')).toMatch(says);
		expect(pending.reasons.filter(({next}) => next === '')).toEqual([]);
		expect(pending.reasons.reduce((sum, {nodes}) => sum + nodes, 0)).toBeGreaterThanOrEqual(pending.nodes);
	},
);

test('an autoscaler whose target is not there says so', async () => {
	const path = `/apis/autoscaling/v2/namespaces/${ground().namespace}/horizontalpodautoscalers`;
	await api.create(path, {
		metadata: {name: 'lost'},
		spec: {
			maxReplicas: 3,
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'no-such'},
			metrics: [
				{type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 70}}},
			],
		},
	});
	const lost = await api.until(`${path}/lost`, ({status}) => status?.conditions?.length > 0);
	const reasons = autoscalerReasons(projectHorizontalPodAutoscaler(lost as unknown as KubernetesObject));
	expect(reasons.map(({says}) => says).join(' ')).toContain('its target is not there, or cannot be scaled');
});

test('the preview of a roll back names what changes beside the image, and no secret', async () => {
	const object = deployment('web') as Json;
	const [container] = object.spec.template.spec.containers;
	container.env = [
		{name: 'LEVEL', value: 'info'},
		{name: 'DB_PASSWORD', value: 'hunter2'},
	];
	await ground().add('deployments', object);
	await ground().settled('web');
	const path = `/apis/apps/v1/namespaces/${ground().namespace}/deployments/web`;
	await api.patch(path, [
		{op: 'replace', path: '/spec/template/spec/containers/0/env/0/value', value: 'debug'},
		{op: 'replace', path: '/spec/template/spec/containers/0/env/1/value', value: 'hunter3'},
	]);
	await ground().settled('web');
	const dry = await run(['rollback', 'deployment/web', '--dry-run']);
	expect(dry, dry.said).toMatchObject({code: 0});
	expect(dry.said).toContain('Changes web: env LEVEL debug -> info');
	expect(dry.said).toContain('Changes web: env DB_PASSWORD a value -> another value');
	expect(dry.said).not.toContain('hunter');
});
