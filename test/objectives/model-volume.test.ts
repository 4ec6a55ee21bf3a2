import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import {wrongEnvironment} from '../../source/objectives/field-checks.ts';
import {trainedBy} from '../../source/objectives/model-volume.ts';
import {environmentOf} from '../../source/objectives/workload.ts';

const volume = (name: string, claimName: string) => ({name, persistentVolumeClaim: {claimName}});
const template = (container: JsonObject, ...volumes: readonly JsonObject[]) => ({
	spec: {volumes, containers: [{image: 'python:3.12', ...container}]},
});

test.each<[string, JsonObject, JsonObject | undefined]>([
	[
		'the claim at MODEL_DIR, of several',
		template(
			{
				env: [{name: 'MODEL_DIR', value: '/out'}],
				command: ['sh', '-c', 'python train.py'],
				volumeMounts: [
					{name: 'in', mountPath: '/in'},
					{name: 'out', mountPath: '/out'},
				],
			},
			volume('in', 'rows'),
			volume('out', 'models'),
		),
		{claim: 'models', path: '/out', image: 'python:3.12', command: 'python train.py'},
	],
	[
		'the only claim, where no variable says which',
		template({volumeMounts: [{name: 'data', mountPath: '/data'}]}, volume('data', 'models')),
		{claim: 'models', path: '/data', image: 'python:3.12', command: undefined},
	],
	[
		'none of several where no variable says which',
		template(
			{
				volumeMounts: [
					{name: 'a', mountPath: '/a'},
					{name: 'b', mountPath: '/b'},
				],
			},
			volume('a', 'a'),
			volume('b', 'b'),
		),
		undefined,
	],
	['none where it mounts none', template({}, volume('a', 'a')), undefined],
	[
		'none where what it mounts is gone with the pod',
		template({volumeMounts: [{name: 'a', mountPath: '/a'}]}, {name: 'a', emptyDir: {}}),
		undefined,
	],
])('a training left its model on %s', (_says, job, trained) => {
	expect(trainedBy(job)).toEqual(trained);
});

test.each(['SEED=2', 'SEED=2 EPOCHS=20', '  A=  B=x=y ', 'PATH_1=/a,b'])('%j are variables', text => {
	expect(wrongEnvironment(text)).toBeUndefined();
});

test.each(['', 'SEED', '2=SEED', 'A=1 B', `${'a='.repeat(40)} b`])('%j are none', text => {
	expect(wrongEnvironment(text)).toContain('NAME=VALUE');
});

test('a value may hold what parts a name from it', () => {
	expect(environmentOf({env: ' A=x=y  B= '})).toEqual([
		{name: 'A', value: 'x=y'},
		{name: 'B', value: ''},
	]);
	expect(environmentOf({})).toEqual([]);
});
