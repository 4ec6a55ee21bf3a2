import {describe, expect, it} from 'vitest';
import {durationText, lengthened, type Pause, waitMs} from '../../source/demo/controllers/pod-backoff.ts';
import {podStatus} from '../../source/demo/controllers/pod-status.ts';
import {durationMs} from '../../source/demo/go-duration.ts';
import type {KubernetesObject, Tree} from '../../source/demo/object.ts';

const running = {state: {running: {}}, containerID: 'containerd://1'};
const ended = (exitCode: number) => ({state: {terminated: {exitCode}}, containerID: 'containerd://1'});
const crashing = {
	state: {waiting: {}},
	lastState: {terminated: {exitCode: 1}},
	containerID: 'containerd://1',
};

function pod(spec: Tree): KubernetesObject {
	const metadata = {name: 'a', uid: 'u', resourceVersion: '1', creationTimestamp: ''};
	return {metadata, spec: {restartPolicy: 'Always', ...spec}};
}

const named = (...names: string[]) => names.map(name => ({name, image: 'app:1'}));

describe('the phase of a pod', () => {
	it.each([
		['Pending', 'Always', {}],
		['Pending', 'Always', {a: running}],
		['Running', 'Always', {a: running, b: running}],
		['Running', 'Always', {a: ended(0), b: running}],
		['Running', 'Always', {a: ended(0), b: ended(1)}],
		['Running', 'Always', {a: crashing, b: running}],
		['Running', 'OnFailure', {a: ended(0), b: ended(1)}],
		['Succeeded', 'OnFailure', {a: ended(0), b: ended(0)}],
		['Running', 'Never', {a: ended(1), b: running}],
		['Failed', 'Never', {a: ended(0), b: ended(1)}],
		['Succeeded', 'Never', {a: ended(0), b: ended(0)}],
	])('is %s with policy %s and containers %o', (phase, restartPolicy, changes) => {
		const {phase: found} = podStatus(pod({restartPolicy, containers: named('a', 'b')}), changes, '');
		expect(found).toBe(phase);
	});

	it.each([
		['Pending', 'Always', {init: ended(1)}],
		['Pending', 'Always', {init: ended(0)}],
		['Failed', 'Never', {init: ended(1)}],
		['Running', 'Never', {init: ended(0), a: running}],
	])('is %s with policy %s, an init container and %o', (phase, restartPolicy, changes) => {
		const spec = {restartPolicy, initContainers: named('init'), containers: named('a')};
		expect(podStatus(pod(spec), changes, '').phase).toBe(phase);
	});

	it('does not change any more once the pod is over', () => {
		const over = {...pod({containers: named('a')}), status: {phase: 'Failed'}};
		expect(podStatus(over, {a: running}, '').phase).toBe('Failed');
	});
});

describe('the conditions of a pod', () => {
	const conditions = (spec: Tree, changes: Tree, before: Tree[] = []) => {
		const status = podStatus({...pod(spec), status: {conditions: before}}, changes, 'now');
		return Object.fromEntries(
			status.conditions.map(({type, status, reason, message}: Tree) => [type, [status, reason, message]]),
		);
	};

	it('name the containers that are not ready', () => {
		const {Ready, ContainersReady} = conditions(
			{containers: named('a', 'b', 'c')},
			{
				a: running,
				b: {...running, ready: true},
			},
		);
		const unready = ['False', 'ContainersNotReady', 'containers with unready status: [a c]'];
		expect([Ready, ContainersReady]).toEqual([unready, unready]);
	});

	it('leave the last word on readiness to gates', () => {
		const spec = {containers: named('a'), readinessGates: [{conditionType: 'example.com/open'}]};
		const ready = {a: {...running, ready: true}};
		expect(conditions(spec, ready)).toMatchObject({
			ContainersReady: ['True', undefined, undefined],
			Ready: [
				'False',
				'ReadinessGatesNotReady',
				'corresponding condition of pod readiness gate "example.com/open" does not exist.',
			],
		});
		const open = [{type: 'example.com/open', status: 'True'}];
		expect(conditions(spec, ready, open)).toMatchObject({Ready: ['True', undefined, undefined]});
	});

	it('keep those of others, and their own times while nothing changes', () => {
		const before = [
			{type: 'DisruptionTarget', status: 'True', lastTransitionTime: 'then'},
			{type: 'Initialized', status: 'True', lastTransitionTime: 'then'},
		];
		const {conditions: after} = podStatus(
			{...pod({containers: named('a')}), status: {conditions: before}},
			{a: running},
			'now',
		);
		const time = (type: string) => after.find((each: Tree) => each.type === type).lastTransitionTime;
		expect(['DisruptionTarget', 'Initialized', 'Ready'].map(time)).toEqual(['then', 'then', 'now']);
	});
});

describe('back-off', () => {
	it('doubles from ten seconds to five minutes, and is forgotten after ten minutes of running', () => {
		let pause: Pause | undefined;
		const waits: number[] = [];
		let nowMs = 0;
		for (const ranMs of [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 700_000, 1000]) {
			nowMs += ranMs;
			const endedAtMs = nowMs;
			const waited = waitMs(pause, endedAtMs);
			waits.push(waited / 1000);
			nowMs += waited;
			pause = lengthened(pause, endedAtMs, nowMs);
		}
		expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 0, 10]);
	});

	it.each([
		[10_000, '10s'],
		[80_000, '1m20s'],
		[300_000, '5m0s'],
	])('of %d milliseconds reads %s', (ms, text) => expect(durationText(ms)).toBe(text));
});

it.each([
	['5s', 5000],
	['1m30s', 90_000],
	['1.5h', 5_400_000],
	['250ms', 250],
	['5', undefined],
	['', undefined],
])('reads the duration %o as %o', (text, ms) => expect(durationMs(text)).toBe(ms));
