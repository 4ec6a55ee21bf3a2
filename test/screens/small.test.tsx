import {describe, expect, test} from 'vitest';
import {issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import {draftOf} from '../../source/store/draft.ts';
import type {Event} from '../../source/store/events.ts';
import {splitOf} from '../../source/store/lists/splits.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import {theme} from '../../source/ui/theme.ts';
import {type Screen, styleLetters} from '../kit/screen.ts';
import {around, drivenRoute, engineObject, half, onCheckout, overRoute} from './rollouts-world.ts';
import {askToScale, scaleStep, subjects} from './scaling.ts';
import {showApp} from './show.tsx';
import {crashing, pod, shop, storeOf, type World} from './world.ts';

// Every screen on a terminal as small as is tolerable: where one is, what is meant, and how to go on are in sight.

const columns = 60;
const rows = 15;

/** Names as long as people give them, and letters of any width. */
const crowded: World = {
	...shop,
	pods: [
		...shop.pods!,
		...Array.from({length: 40}, (_, n) => (n % 7 === 0 ? crashing(`web-${n}`) : pod(`web-${n}`))),
		pod('東京のウェブサーバー-7d9f-of-a-name-that-goes-on-and-on-for-ever'),
	],
};

function opened(screen: NewScreen, ...events: readonly Event[]): Store {
	const store = storeOf(crowded, {screen, size: {columns, rows}});
	store.dispatch(
		{type: 'objectRead', uid: 'uid-cards-v1', read: {object: shop.deployments![0]}},
		{type: 'logOpened', key: 'uid-ranker-abc-1/'},
		{
			type: 'linesRead',
			key: 'uid-ranker-abc-1/',
			lines: Array.from(
				{length: 60},
				(_, n) => `line ${n} of a log whose lines are longer than the terminal is wide`,
			),
		},
		...events,
	);
	return store;
}

function prompted(text: string): Event {
	const prompt = {
		asks: 'command',
		label: ':',
		text,
		cursor: text.length,
		former: '',
		subjects: [],
		choices: [],
		says: '',
	} as const;
	return {type: 'promptOpened', prompt};
}

function drafted(): Store {
	const store = opened({name: 'split', subject: subjects.split});
	const split = splitOf(store.get(), subjects.split.uid)!;
	store.dispatch({type: 'draftChanged', draft: draftOf(split, [{backend: 'cards-v2', percent: 25}])});
	return store;
}

function rollout(): Store {
	const world = around(engineObject('argo-rollouts/paused-until-promoted', overRoute), {
		httproutes: [drivenRoute(10)],
	});
	return storeOf(world, {screen: {name: 'rollout', subject: onCheckout}, now: half, size: {columns, rows}});
}

const screens: Readonly<Record<string, () => Store>> = {
	now: () => opened({name: 'now'}),
	list: () => opened({name: 'list', view: 'pods'}),
	'list, at its end': () => opened({name: 'list', view: 'pods'}, {type: 'cursorMoved', move: 'bottom'}),
	deployments: () => opened({name: 'list', view: 'deployments'}),
	splits: () => opened({name: 'list', view: 'splits'}),
	'split with a draft': drafted,
	rollout,
	detail: () => opened({name: 'detail', subject: subjects.deployment}),
	logs: () => opened({name: 'logs', subject: subjects.pod}),
	'logs of both versions': () => opened({name: 'version-logs', subject: subjects.split}),
	journal: () => opened({name: 'journal'}),
	help: () => opened({name: 'list', view: 'pods'}, {type: 'screenOpened', screen: {name: 'help'}}),
	menu: () => opened({name: 'list', view: 'deployments'}, {type: 'menuOpened'}),
	palette: () => opened({name: 'list', view: 'pods'}, prompted('sp')),
};

/** Screens with a row that keys are about. */
const withCursor = ['now', 'list', 'list, at its end', 'deployments', 'splits', 'split with a draft', 'menu'];

const scale: Plan = {
	action: 'scale',
	says: 'Scale Deployment shop/cards-v1 from 3 to 5',
	lines: [{subject: 'Deployment shop/cards-v1', from: '3 replicas', to: '5 replicas'}],
	steps: [scaleStep],
	undo: {way: 'swap'},
	settledWhen: [],
	concerns: Array.from({length: 12}, (_, n) => ({
		says: `Concern ${n} is a sentence that takes more than one line on a terminal of sixty columns.`,
		hint: 'And so does what to do about it, which is not less than the concern itself.',
	})),
	owners: [],
	isEscape: false,
};
const drain: Plan = {
	...scale,
	action: 'drain-traffic',
	says: 'Drain rule cards of HTTPRoute shop/checkout: everything to cards-v1',
	lines: [
		{subject: 'cards-v1 (rule cards)', from: '90 %', to: '100 %'},
		{subject: 'cards-v2 (rule cards)', from: '10 %', to: '0 %'},
	],
	isEscape: true,
};

function asking(plan: Plan, word?: string): readonly Telling[] {
	const confirm = word === undefined ? ({by: 'key'} as const) : ({by: 'word', word} as const);
	return [
		{type: 'planned', plan},
		{type: 'rehearsed', step: scaleStep},
		{type: 'permitted', permit: issuePermit(plan, confirm)},
	];
}

function dialog(tellings: readonly Telling[]): Store {
	return askToScale(opened({name: 'list', view: 'deployments'}), tellings);
}

/** What must be in sight of each: what is written, and how it is confirmed or left. */
const dialogs: Readonly<Record<string, readonly [make: () => Store, decisive: readonly RegExp[]]>> = {
	'a preview with a dozen concerns': [
		() => dialog(asking(scale)),
		[/nothing is written yet/, /3 replicas → 5 replicas/, /y do it/, /⏎ cancel/],
	],
	'a preview in production': [
		() => dialog(asking(scale, 'cards-v1')),
		[/nothing is written yet/, /3 replicas → 5 replicas/, /type cards-v1 and ⏎ to do it/],
	],
	'a drain': [
		() => dialog(asking(drain)),
		[/everything to cards-v1/, /90 % → 100 %/, /10 % → +0 %/, /y do it/],
	],
	'a refusal': [
		() =>
			dialog([
				{
					type: 'ended',
					outcome: {
						end: 'refused',
						refusal: {
							refused: 'stale',
							says: 'Somebody scaled cards-v1 to 4 meanwhile.',
							hint: 'Look again.',
						},
					},
				},
			]),
		[/Refused/, /Somebody scaled cards-v1 to 4 meanwhile/, /esc close/],
	],
};

const looks = {
	'in colours': theme({colors: '256', isUnicode: true}),
	'without colours, in ASCII': theme({colors: 'none', isUnicode: false}),
};

function expectFrame(lines: readonly string[]): void {
	expect(lines[0]).toMatch(/^ sluice/);
	expect(lines.at(-1)).toMatch(/\? help|esc|:sp|help/);
}

describe.each(Object.entries(looks))(`at ${columns}x${rows}, %s`, (_name, look) => {
	const show = async (store: Store): Promise<readonly [Screen, readonly string[]]> => {
		const screen = await showApp(store, {columns, rows}, look);
		return [screen, (await screen.read()).split('\n')];
	};

	test.each(Object.entries(screens))('%s', async (name, make) => {
		const [, lines] = await show(make());
		expect(lines).toHaveLength(rows);
		expectFrame(lines);
		if (withCursor.includes(name)) expect(lines.some(line => line.includes(look.glyphs.cursor))).toBe(true);
		if (!look.isUnicode) expect(lines.join('\n')).toMatch(/^[\x20-\x7e\n]*$/);
	});

	test.each(Object.entries(dialogs))('%s', async (_dialog, [make, decisive]) => {
		const [, lines] = await show(make());
		expectFrame(lines);
		const {arrow} = look.glyphs;
		for (const wanted of decisive) {
			const said = new RegExp(
				wanted.source.replaceAll('→', arrow === '→' ? '→' : '>').replaceAll('⏎', '(?:⏎|enter)'),
			);
			expect(lines.join('\n')).toMatch(said);
		}
	});
});

describe('nothing is told by colour alone', () => {
	test.each([
		...Object.entries(screens),
		...Object.entries(dialogs).map(([name, [make]]) => [name, make] as const),
	])('%s', async (_name, make) => {
		const look = looks['in colours'];
		const screen = await showApp(make(), {columns: 100, rows: 40}, look);
		const lines = (await screen.read()).split('\n');
		const letters = styleLetters(screen.emulator, look).split('\n');
		for (const [r, line] of lines.entries()) {
			// A sentence tells by its words what it is; a number that is bad or a warning needs a sign beside it.
			for (const {index, 0: run} of (letters[r] ?? '').matchAll(/[bw]+/g)) {
				if (/[a-z]{2}|^[│╭╮╰╯─]/i.test(line.slice(index, index + run.length))) continue;
				expect(line, `row ${r}: ${letters[r]}`).toMatch(/[✗▲◐●]|[a-z]{3}/i);
			}
		}
	});
});

test('letters of any width, joined, combined or written from right to left, move no column', async () => {
	const names = [
		'東京のサーバー',
		'cafe\u0301',
		'rocket-🚀',
		'family-👩‍👩‍👧',
		'שלום-עולם',
		'مرحبا',
		'zero\u200bwidth',
		'flag-🇩🇪',
		'plain',
	];
	const store = storeOf({pods: names.map(name => pod(name))}, {screen: {name: 'list', view: 'pods'}});
	for (const look of Object.values(looks)) {
		const screen = await showApp(store, {columns: 80, rows: 24}, look);
		await screen.settled();
		const cells = screen.emulator.cells().slice(3, 3 + names.length);
		// A cell may hold several code units: columns are counted in cells.
		const columnOf = cells.map(row =>
			row.findIndex(
				(_, c) =>
					row
						.slice(c, c + 7)
						.map(({text}) => text)
						.join('') === 'Running',
			),
		);
		expect(Math.min(...columnOf)).toBeGreaterThan(0);
		expect(new Set(columnOf).size, columnOf.join(' ')).toBe(1);
	}
});
