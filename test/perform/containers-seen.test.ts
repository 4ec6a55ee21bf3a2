import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {deedsBetween, seenPod} from '../../source/perform/containers-seen.ts';

const at = (second: number) => `2026-01-01T12:00:${String(second).padStart(2, '0')}Z`;
const since = Date.parse(at(10));
const now = Date.parse(at(30));

function pod(state: JsonObject, {restarts = 0, isEnding = false} = {}) {
	return seenPod({
		metadata: {name: 'web-1', uid: 'u1', labels: {app: 'web'}, ...(isEnding && {deletionTimestamp: at(29)})},
		spec: {nodeName: 'node-1'},
		status: {containerStatuses: [{name: 'web', image: 'web:1', restartCount: restarts, state}]},
	} as KubernetesObject);
}

const said = (
	...[before, after]: Parameters<typeof deedsBetween> extends [infer A, infer B, unknown] ? [A, B] : never
) => deedsBetween(before, after, {since, now}).map(deed => [new Date(deed.at).getUTCSeconds(), deed.says]);

const waiting = pod({waiting: {reason: 'ContainerCreating'}});
const running = pod({running: {startedAt: at(12)}});
const early = pod({running: {startedAt: at(5)}});

test('a container that starts is told once, with its image, its pod, its node, and when', () => {
	expect(said(undefined, waiting)).toEqual([]);
	expect(said(waiting, running)).toEqual([[12, 'started web (web:1) in web-1 on node-1']]);
	expect(said(undefined, running)).toEqual([[12, 'started web (web:1) in web-1 on node-1']]);
	expect(said(running, running)).toEqual([]);
});

test('what ran before the change is none of its', () => {
	expect(said(undefined, early)).toEqual([]);
});

test('how a container ended is told, and that it was started again', () => {
	const ended = pod({
		terminated: {startedAt: at(12), finishedAt: at(20), exitCode: 137, reason: 'OOMKilled'},
	});
	expect(said(running, ended)).toEqual([[20, 'web in web-1 stopped: exit 137 (OOMKilled)']]);
	const again = pod({running: {startedAt: at(21)}}, {restarts: 1});
	expect(said(ended, again)).toEqual([[21, 'started web (web:1) again in web-1 on node-1']]);
	const done = pod({terminated: {startedAt: at(12), finishedAt: at(20), exitCode: 0, reason: 'Completed'}});
	expect(said(running, done)).toEqual([[20, 'web in web-1 stopped: exit 0']]);
});

test('why one does not start is told, and not that it is on its way', () => {
	const stuck = pod({waiting: {reason: 'ImagePullBackOff'}});
	expect(said(waiting, stuck)).toEqual([[30, 'web in web-1 does not start: ImagePullBackOff']]);
	expect(said(stuck, stuck)).toEqual([]);
});

test('that a pod is told to stop, and is gone, is dated by when it was heard of', () => {
	const ending = pod({running: {startedAt: at(5)}}, {isEnding: true});
	expect(said(early, ending)).toEqual([[30, 'told web-1 to stop']]);
	expect(said(ending, undefined)).toEqual([[30, 'web-1 is gone']]);
	expect(said(undefined, undefined)).toEqual([]);
});
