/** What the embedded cluster leaves out is refused in the API's own way, never taken and then ignored. */
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Connection, connect, type Json} from '../conformance/connection.ts';

let demo: Demo;
let connection: Connection;

beforeAll(async () => {
	demo = await startDemo({scenario: 'empty'});
	connection = connect(demo.kubeconfig);
});

afterAll(async () => {
	connection.close();
	await demo.stop();
});

const labels = {app: 'unserved'};
const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
const work = {template: {metadata: {labels}, spec: {restartPolicy: 'Never', containers}}};
const metadata = {name: 'unserved'};

const refused: [string, string, string, Json, string][] = [
	[
		'claims of stateful sets',
		'apps/v1',
		'statefulsets',
		{
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers}},
			volumeClaimTemplates: [{metadata: {name: 'data'}}],
		},
		'spec.volumeClaimTemplates',
	],
	[
		'volumes of single pods',
		'v1',
		'pods',
		{containers, volumes: [{name: 'data', ephemeral: {volumeClaimTemplate: {spec: {}}}}]},
		'spec.volumes[0].ephemeral',
	],
	[
		'a pace of scaling',
		'autoscaling/v2',
		'horizontalpodautoscalers',
		{
			scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'unserved'},
			maxReplicas: 3,
			behavior: {scaleDown: {stabilizationWindowSeconds: 60}},
		},
		'spec.behavior',
	],
	['failure policies', 'batch/v1', 'jobs', {...work, podFailurePolicy: {rules: []}}, 'spec.podFailurePolicy'],
	[
		'limits for each index',
		'batch/v1',
		'jobs',
		{...work, completionMode: 'Indexed', completions: 2, backoffLimitPerIndex: 1},
		'spec.backoffLimitPerIndex',
	],
	['other controllers', 'batch/v1', 'jobs', {...work, managedBy: 'example.com/jobs'}, 'spec.managedBy'],
	[
		'the same in templates of cron jobs',
		'batch/v1',
		'cronjobs',
		{schedule: '@daily', jobTemplate: {spec: {...work, successPolicy: {rules: []}}}},
		'spec.jobTemplate.spec.successPolicy',
	],
];

describe('the embedded cluster refuses', () => {
	it.each(refused)('%s', async (_, version, plural, spec, field) => {
		const path = `/${version === 'v1' ? 'api' : 'apis'}/${version}/namespaces/default/${plural}`;
		const {status, body} = await connection.ask('POST', path, {body: {metadata, spec}});
		expect([status, body.reason]).toEqual([422, 'Invalid']);
		expect(body.details.causes).toContainEqual({
			reason: 'FieldValueForbidden',
			message: expect.stringMatching(/^Forbidden: this cluster /),
			field,
		});
	});
});
