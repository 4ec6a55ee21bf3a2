import {expect, test} from 'vitest';
import type {Row} from '../../source/resources/view.ts';
import type {Event} from '../../source/store/events.ts';
import {frameClock} from '../../source/store/frame-clock.ts';
import {manualClock} from '../kit/clock.ts';

function start() {
	const clock = manualClock();
	const commits: (readonly Event[])[] = [];
	const terminal = {isChoked: false};
	const frames = frameClock({
		clock,
		commit: events => commits.push(events),
		isChoked: () => terminal.isChoked,
		frameMs: 50,
	});
	const change = (uid: string) =>
		frames.tell('pods', 'pods', {
			type: 'changed',
			row: {uid, name: uid, namespace: '', created: 0} satisfies Row,
		});
	return {clock, commits, terminal, frames, change};
}

test('the first change after quiet is committed at once, further ones are gathered', () => {
	const {clock, commits, change} = start();
	change('a');
	clock.advance(0);
	expect(commits).toHaveLength(1);
	for (let ms = 1; ms < 50; ms++) {
		change(`b${ms}`);
		clock.advance(1);
	}
	expect(commits).toHaveLength(1);
	clock.advance(1);
	expect(commits).toHaveLength(2);
	expect(commits[1]).toHaveLength(1);
	expect(commits[1]![0]).toMatchObject({type: 'rowsChanged', view: 'pods', changes: {length: 49}});
});

test('what one read of the network told comes as one commit, a stream as one event', () => {
	const {clock, commits, frames, change} = start();
	change('a');
	frames.tell('nodes', 'nodes', {type: 'deleted', uid: 'n'});
	change('b');
	clock.advance(0);
	expect(commits).toHaveLength(1);
	expect(commits[0]!.map(event => event.type === 'rowsChanged' && event.changes.length)).toEqual([2, 1]);
});

test('while the terminal has not taken the last frame nothing is committed', () => {
	const {clock, commits, terminal, frames, change} = start();
	terminal.isChoked = true;
	change('a');
	clock.advance(1000);
	expect(commits).toHaveLength(0);
	change('b');
	clock.advance(1000);
	expect(commits).toHaveLength(0);
	terminal.isChoked = false;
	frames.drained();
	clock.advance(0);
	expect(commits).toHaveLength(1);
	expect(commits[0]![0]).toMatchObject({changes: {length: 2}});
});

test('it is idle where nothing is told', () => {
	const {clock, change, frames} = start();
	change('a');
	clock.advance(100);
	expect(clock.pending).toBe(0);
	frames.stop();
});

test('frames keep their distance where time stands, hurries or goes back', () => {
	const timers = manualClock();
	let now = 1_000_000;
	const commits: (readonly Event[])[] = [];
	const clock = {now: () => now, after: timers.after};
	const frames = frameClock({clock, commit: events => commits.push(events), frameMs: 50});
	const change = () => frames.tell('nodes', 'nodes', {type: 'deleted', uid: 'n'});
	change();
	timers.advance(0);
	for (const moved of [0, 60_000, -900_000]) {
		now += moved;
		commits.length = 0;
		change();
		timers.advance(49);
		expect(commits).toHaveLength(0);
		timers.advance(1);
		expect(commits).toHaveLength(1);
	}
});
