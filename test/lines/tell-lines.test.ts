import {beforeEach, expect, test} from 'vitest';
import {type Lines, tellLines} from '../../source/lines/tell-lines.ts';
import type {Health} from '../../source/model/health.ts';
import {type Confirmation, issuePermit} from '../../source/model/permit.ts';
import type {Step} from '../../source/model/plan.ts';
import type {Store} from '../../source/store/store.ts';
import {type ManualClock, manualClock} from '../kit/clock.ts';
import {barePlan} from '../kit/plan.ts';
import {deployments} from '../kit/resources.ts';
import {live, noon, shop, storeOf, told} from '../screens/world.ts';

// What is told of a change on its way, from the line that asks for it to its end.

let store: Store;
let clock: ManualClock;
let written: string[];
let lines: Lines;

beforeEach(() => {
	store = storeOf(shop, {isProduction: true, armForMs: 15 * 60_000});
	clock = manualClock(noon);
	written = [];
	lines = telling();
});

function telling(): Lines {
	return tellLines({
		store,
		clock,
		wallClock: clock,
		write: line => written.push(line.slice(9)),
		isChoked: () => false,
		whoChanged: () => Promise.resolve(undefined),
		isAnswered: true,
	});
}

test('what was to be said before the first sentence is told too', () => {
	store.dispatch({
		type: 'flashed',
		flash: {says: 'The journal can be read by others', tone: 'warning', at: noon},
	});
	written.length = 0;
	lines.stop();
	telling().stop();
	expect(written).toContain('The journal can be read by others.');
});

const target = {
	resource: deployments,
	namespace: 'shop',
	name: 'web',
	uid: 'uid-web',
};

function preview(confirm: Confirmation, steps: readonly Step[] = []): void {
	const plan = {...barePlan, says: 'Delete Deployment shop/web', steps};
	store.dispatch({type: 'asked', commands: [{action: 'undo'}], says: 'Delete'});
	const run = store.get().dialog!.runs[0]!;
	store.dispatch(
		{type: 'told', run, telling: {type: 'planned', plan}, at: noon},
		{type: 'told', run, telling: {type: 'permitted', permit: issuePermit(plan, confirm)}, at: noon},
		{type: 'dialogShown', at: clock.now()},
	);
	clock.advance(1000);
	written.length = 0;
}

test('what was refused is never said to be confirmed', () => {
	preview({by: 'word', word: 'web'});
	lines.typed('');
	expect(written.filter(line => line.startsWith('Confirmed'))).toEqual([]);
	expect(store.get().runs[0]?.answer).toBe('cancelled');
});

test('a reason is taken where one is demanded, and the preview waits for its word', () => {
	preview({by: 'word', word: 'web', needsReason: true});
	lines.typed('web');
	expect(written.pop()).toBe('Every change in this context needs a reason: type reason and why, first.');
	lines.typed('reason ticket 42');
	expect(written).toContain('The reason is: ticket 42.');
	lines.typed('web');
	expect(written).toContain('Confirmed: Delete Deployment shop/web.');
	expect(store.get().runs[0]).toMatchObject({answer: 'confirmed', reason: 'ticket 42'});
});

test('what is deleted is said to be deleted, not written', () => {
	store.dispatch({type: 'asked', commands: [{action: 'undo'}], says: 'Delete'});
	const run = store.get().dialog!.runs[0]!;
	const step: Step = {type: 'delete', target, guards: [], edits: []};
	const lines = [{subject: 'Deployment shop/web', from: 'there', to: 'gone'}];
	const announcements = [{about: target, reason: 'Deleted'}];
	const plan = {...barePlan, says: 'Delete Deployment shop/web', steps: [step], lines, announcements};
	const permit = issuePermit(plan, {by: 'word', word: 'web'});
	store.dispatch(
		{type: 'told', run, telling: {type: 'planned', plan}, at: noon},
		{type: 'told', run, telling: {type: 'permitted', permit}, at: noon},
	);
	expect(written).toContain('It deletes Deployment shop/web.');
	expect(written).toContain('Deployment shop/web would be gone.');
	expect(written).toContain('The Event Deleted will be written on Deployment shop/web.');
});

test('a context is armed by two lines that were typed apart, and not by a paste of both', () => {
	lines.typed('arm');
	lines.typed('eu1');
	expect(store.get().armedUntil).toBeUndefined();
	clock.advance(2000);
	lines.typed('arm');
	clock.advance(1000);
	lines.typed('eu1');
	expect(store.get().armedUntil).toBe(clock.now() + 15 * 60_000);
});

test('a program of a kubeconfig is told in all its words, and run for a whole yes', () => {
	const plugin = {
		command: 'get-token',
		args: ['--for', 'two words'],
		envNames: ['AUDIENCE'],
		path: '/usr/bin/get-token',
		user: 'jane',
		file: '/etc/kubeconfig',
		covers: 'command',
	} as const;
	store.dispatch({type: 'pluginShown', plugin});
	const told = written.join('\n');
	for (const words of ['get-token --for "two words"', 'AUDIENCE', '/etc/kubeconfig', 'type yes'])
		expect(told).toContain(words);
	store.dispatch({type: 'questionDrawn', at: clock.now()});
	clock.advance(1000);
	lines.typed('yes');
	expect(store.get().allowed).toEqual(plugin);
});

test('the end of an outage is told once', () => {
	const trouble = {reason: 'unreachable', says: 'The server does not answer.'} as const;
	const tell = (health: Health) => {
		for (const view of Object.keys(store.get().streams))
			store.dispatch(told(view, [{type: 'health', health}]));
	};
	store.dispatch({type: 'identified', me: 'jane'});
	clock.advance(2000);
	tell({state: 'stale', since: noon, retryAt: noon, trouble});
	store.dispatch({type: 'ticked', now: noon + 40_000, wallTime: noon + 40_000});
	clock.advance(2000);
	written.length = 0;
	tell(live);
	store.dispatch({type: 'ticked', now: noon + 41_000, wallTime: noon + 41_000});
	clock.advance(2000);
	expect(written.join('\n')).toContain('is back');
	expect(written.join('\n')).not.toContain('up to date again');
});
