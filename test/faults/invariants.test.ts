import {expect, test} from 'vitest';
import type {Entry} from '../../source/journal/entry.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {deployments, nodes, pods} from '../kit/resources.ts';
import type {Write} from './fault-proxy.ts';
import {judgeWrites} from './invariants.ts';
import type {Asking} from './operator.ts';

// That the judge of a storm finds what must not be: else a storm that passes means nothing.

const none = {guards: [], edits: [], kubectl: ''};
const scaling = {
	...none,
	type: 'edit',
	subresource: 'scale',
	target: {resource: deployments, namespace: 'x', name: 'a', uid: 'u'},
} as Step;
const cordoning = {
	...none,
	type: 'edit',
	target: {resource: nodes, namespace: '', name: 'n', uid: 'n'},
} as Step;
const evicting = {
	...none,
	type: 'evict',
	target: {resource: pods, namespace: 'x', name: 'p', uid: 'p'},
} as Step;
const scaleAt = '/apis/apps/v1/namespaces/x/deployments/a/scale';
const nodeAt = '/api/v1/nodes/n';
const evictionAt = '/api/v1/namespaces/x/pods/p/eviction';

const plan = (...steps: Step[]) => ({steps}) as unknown as Plan;
const settled = (of: Plan): Outcome => ({end: 'settled', plan: of, id: 'i', tookMs: 1, progress: 'there'});
const failed = (of: Plan, says: string, done: Step[] = []): Outcome => ({
	end: 'failed',
	plan: of,
	id: 'i',
	done,
	untried: [],
	trouble: {reason: 'unreachable', says},
});

function asking(outcome: Outcome, paths: readonly string[], isConfirmed = true): Asking {
	return {command: {action: 'undo'}, paths, isConfirmed, answeredAt: 1000, outcome, endedAt: 2000};
}

function write(path: string, status: number | undefined = 200, body = '[]'): Write {
	return {method: 'PATCH', path, body, fault: 'pass', sentAt: 1500, status, answeredAt: 1600};
}

function entry(more: Partial<Entry> = {}): Entry {
	return {id: 'i', applied: 1, ...more} as Entry;
}

const announced = (id = 'i', name = 'a') =>
	write(
		'/api/v1/namespaces/x/events',
		201,
		JSON.stringify({metadata: {name: `${name}.${id}`}, involvedObject: {name}}),
	);

test.each<[string, Write[], Asking, Entry]>([
	['one write of a change', [write(scaleAt)], asking(settled(plan(scaling)), [scaleAt]), entry()],
	[
		'a lost answer that is said to be lost',
		[write(scaleAt)],
		asking(failed(plan(scaling), 'No answer; it may still arrive.'), [scaleAt]),
		entry({isDoubtful: true}),
	],
	[
		'a node cordoned and a pod not evicted, as it is said',
		[write(nodeAt), write(evictionAt, 429)],
		asking(failed(plan(cordoning, evicting), 'A budget holds it up.', [cordoning]), [nodeAt, evictionAt]),
		entry(),
	],
	[
		'an Event as the journal has it',
		[write(scaleAt), announced()],
		asking(settled(plan(scaling)), [scaleAt]),
		entry({events: ['Event Scaled written on Deployment x/a.']}),
	],
])('nothing is wrong with %s', (_name, writes, asked, recorded) => {
	expect(judgeWrites(writes, [asked], [recorded])).toEqual([]);
});

test.each<[RegExp, Write[], Asking, Entry]>([
	[
		/written without a confirmation: PATCH/,
		[write(scaleAt)],
		asking(settled(plan(scaling)), [scaleAt], false),
		entry(),
	],
	[/written without a confirmation/, [write(nodeAt)], asking(settled(plan(scaling)), [scaleAt]), entry()],
	[
		/scale written 2 times, 1 at most/,
		[write(scaleAt), write(scaleAt)],
		asking(settled(plan(scaling)), [scaleAt]),
		entry(),
	],
	[
		/scale said to be written and never was/,
		[write(scaleAt, 500)],
		asking(settled(plan(scaling)), [scaleAt]),
		entry(),
	],
	[
		/scale written 1 times, 0 at most was said/,
		[write(scaleAt)],
		asking(failed(plan(scaling), 'The server failed.'), [scaleAt]),
		entry(),
	],
	[
		/scale written 1 times, 0 at most was said/,
		[write(scaleAt)],
		asking(failed(plan(scaling), 'It may still arrive.'), [scaleAt]),
		entry({isDoubtful: false}),
	],
	[
		/eviction written 1 times, 0 at most was said/,
		[write(nodeAt), write(evictionAt, 201)],
		asking(failed(plan(cordoning, evicting), 'A budget holds it up.', [cordoning]), [nodeAt, evictionAt]),
		entry(),
	],
	[
		/eviction said to be written and never was/,
		[write(nodeAt)],
		asking(settled(plan(cordoning, evicting)), [nodeAt, evictionAt]),
		entry(),
	],
	[/ended without a word/, [], asking(failed(plan(scaling), ''), [scaleAt]), entry()],
	[
		/1 Events are there, and it is said: No Event/,
		[write(scaleAt), announced()],
		asking(settled(plan(scaling)), [scaleAt]),
		entry({events: ['No Event was written on Deployment x/a: no.']}),
	],
	[
		/0 Events are there, and it is said: Event Scaled/,
		[write(scaleAt)],
		asking(settled(plan(scaling)), [scaleAt]),
		entry({events: ['Event Scaled written on Deployment x/a.']}),
	],
	[
		/an Event tells of what was not written/,
		[write(scaleAt), announced('i', 'other')],
		asking(settled(plan(scaling)), [scaleAt]),
		entry({events: ['Event Scaled written on Deployment x/other.']}),
	],
])('what must not be is found: %s', (says, writes, asked, recorded) => {
	expect(judgeWrites(writes, [asked], [recorded]).join('\n')).toMatch(says);
});
