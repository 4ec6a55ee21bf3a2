import {expect, test} from 'vitest';
import {pause, resume} from '../../source/actions/pause.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {undoSteps} from '../../source/plan/undo.ts';
import {now, planned, refused, writes} from '../engines/read-fixture.ts';
import {deployments} from '../kit/resources.ts';

const kinds = {
	Deployment: {
		resource: deployments,
		at: 'paused',
	},
	CronJob: {
		resource: {group: 'batch', version: 'v1', plural: 'cronjobs', kind: 'CronJob', namespaced: true},
		at: 'suspend',
	},
	Job: {
		resource: {group: 'batch', version: 'v1', plural: 'jobs', kind: 'Job', namespaced: true},
		at: 'suspend',
	},
} as const;

function objectOf(spec: object, annotations?: Readonly<Record<string, string>>): KubernetesObject {
	return {
		metadata: {name: 'web', namespace: 'shop', uid: 'u1', ...(annotations && {annotations})},
		spec,
	} as unknown as KubernetesObject;
}

function pulled(verb: 'pause' | 'resume', kind: keyof typeof kinds, object: KubernetesObject) {
	const target = {resource: kinds[kind].resource, namespace: 'shop', name: 'web'};
	return (verb === 'pause' ? pause : resume).plan({action: verb, target}, {object, now});
}

const note = JSON.stringify([{what: 'paused', since: '2026-11-23T10:30:00.000Z'}]);

test.each(Object.entries(kinds))('a %s is held, with a note of it, and let go', (kind, {at}) => {
	const plan = planned(pulled('pause', kind as keyof typeof kinds, objectOf({})));
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'u1'},
		{op: 'test', path: `/spec/${at}`, value: null},
		{op: 'test', path: '/metadata/annotations', value: null},
		{op: 'add', path: `/spec/${at}`, value: true},
		{op: 'add', path: '/metadata/annotations', value: {}},
		{op: 'add', path: '/metadata/annotations/sluice.dev~1left', value: note},
	]);
	expect(plan.settledWhen).toMatchObject([{seen: 'holds', values: [{at: `/spec/${at}`, is: true}]}]);
	const held = objectOf({[at]: true}, {'sluice.dev/left': note});
	expect(writes(planned(pulled('resume', kind as keyof typeof kinds, held)))).toEqual([
		[`spec /spec/${at}`, false],
		['spec /metadata/annotations/sluice.dev~1left', undefined],
	]);
});

test('undoing a pause guards and writes back only what it wrote', () => {
	const [step] = undoSteps(planned(pulled('pause', 'Deployment', objectOf({}, {other: 'x'}))).steps);
	expect(patchOf(step!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'u1'},
		{op: 'test', path: '/spec/paused', value: true},
		{op: 'test', path: '/metadata/annotations/sluice.dev~1left', value: note},
		{op: 'remove', path: '/spec/paused'},
		{op: 'remove', path: '/metadata/annotations/sluice.dev~1left'},
	]);
});

test('neither verb turns into the other: what is so already is said', () => {
	expect(refused(pulled('pause', 'Deployment', objectOf({paused: true}))).refused).toBe('nothing-to-do');
	expect(refused(pulled('resume', 'CronJob', objectOf({suspend: false}))).refused).toBe('nothing-to-do');
});
