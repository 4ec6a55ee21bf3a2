import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import {sayDifference, templateDifferences} from '../../source/model/template-difference.ts';

function template(container: JsonObject = {}, more: JsonObject = {}, labels: JsonObject = {}): JsonObject {
	return {
		metadata: {labels: {app: 'web', ...labels}},
		spec: {containers: [{name: 'web', image: 'nginx:1.27', ...container}], ...more},
	};
}

test.each<[string, JsonObject, JsonObject, readonly string[]]>([
	[
		'nothing but the hash',
		template({}, {}, {'pod-template-hash': 'a'}),
		template({}, {}, {'pod-template-hash': 'b'}),
		[],
	],
	['the image', template(), template({image: 'nginx:1.28'}), ['web: image nginx:1.27 -> nginx:1.28']],
	[
		'its command and arguments',
		template({args: ['--debug']}),
		template({command: ['nginx'], args: ['--quiet']}),
		['web: command none -> ["nginx"]', 'web: args ["--debug"] -> ["--quiet"]'],
	],
	[
		'its environment, where secrets stay hidden',
		template({
			env: [
				{name: 'LEVEL', value: 'info'},
				{name: 'DB_PASSWORD', value: 'hunter2'},
				{name: 'GONE', value: '1'},
			],
		}),
		template({
			env: [
				{name: 'LEVEL', value: 'debug'},
				{name: 'DB_PASSWORD', value: 'hunter3'},
				{name: 'API_TOKEN', value: 'x'},
			],
		}),
		[
			'web: env LEVEL info -> debug',
			'web: env DB_PASSWORD a value -> another value',
			'web: env API_TOKEN none -> a value',
			'web: env GONE 1 -> none',
		],
	],
	[
		'what it requests and how it is probed',
		template({resources: {limits: {memory: '1Gi'}}}),
		template({resources: {limits: {memory: '2Gi'}}, readinessProbe: {httpGet: {path: '/ready', port: 80}}}),
		[
			'web: limits {"memory":"1Gi"} -> {"memory":"2Gi"}',
			'web: readinessProbe none -> {"httpGet":{"path":"/ready","port":80}}',
		],
	],
	[
		'a container more, a volume less, another account and label',
		template({}, {volumes: [{name: 'cache', emptyDir: {}}], serviceAccountName: 'web'}),
		{
			...template({}, {serviceAccountName: 'shop'}, {tier: 'front'}),
			spec: {
				containers: [
					{name: 'web', image: 'nginx:1.27'},
					{name: 'proxy', image: 'envoy:1'},
				],
				serviceAccountName: 'shop',
			},
		},
		[
			'proxy none -> envoy:1',
			'label tier none -> front',
			'volume cache {"emptyDir":{}} -> none',
			'serviceAccountName web -> shop',
		],
	],
])('a template that differs in %s', (_what, from, to, says) => {
	expect(templateDifferences(from, to).map(sayDifference)).toEqual(says);
});

test('a secret is in no word of it', () => {
	const from = template({env: [{name: 'DB_PASSWORD', value: 'hunter2'}]});
	const to = template({env: [{name: 'DB_PASSWORD', value: 'hunter3'}]});
	expect(JSON.stringify(templateDifferences(from, to))).not.toContain('hunter');
	expect(JSON.stringify(templateDifferences(from, template()))).not.toContain('hunter');
});
