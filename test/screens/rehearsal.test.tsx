import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {RehearsalState} from '../../source/model/rehearsal.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import {theme} from '../../source/ui/theme.ts';
import {expectGolden} from '../kit/golden.ts';
import {shownRehearsal} from './scripted-rehearsal.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {noon, pod, shop, storeOf} from './world.ts';

const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
const deployment = {view: 'deployments', uid: 'uid-cards-v1', namespace: 'shop', name: 'cards-v1'};
const onSplit: NewScreen = {name: 'split', subject: split};

function rehearsing(
	screen: NewScreen = {name: 'now'},
	told: Partial<RehearsalState> = {},
	isPresenting = false,
): Store {
	return storeOf(shop, {screen, rehearsal: shownRehearsal(told, isPresenting)});
}

const moods: Readonly<Record<string, () => Store>> = {
	guided: () => rehearsing(),
	'guided-split': () =>
		rehearsing(onSplit, {guidance: 'Give it more: press `>` twice, then `⏎` previews it.'}),
	'guided-preview': () => {
		const store = rehearsing(onSplit, {guidance: 'This is what would be written. `y` does it.'});
		store.dispatch({
			type: 'asked',
			commands: [{action: 'undo'}],
			says: 'Shift traffic',
		});
		return store;
	},
	unguided: () => {
		const store = rehearsing();
		store.dispatch({type: 'guideTurned', isGuided: false});
		return store;
	},
	over: () =>
		rehearsing(onSplit, {isOver: true, guidance: 'You saw it fail, drained it, and took that back.'}),
	paused: () => rehearsing({name: 'list', view: 'pods'}, {isPaused: true}),
	hurried: () => rehearsing({name: 'list', view: 'pods'}, {speed: 10}),
};

/** As if pressed one after the other, just before noon. */
function presenting(screen: NewScreen, ...keys: readonly string[]): Store {
	const store = rehearsing(screen, {guidance: 'Give it more: press `>` twice, then `⏎` previews it.'}, true);
	for (const [k, key] of keys.entries()) pressKeys(store, [key], {at: noon - 1000 * (keys.length - 1 - k)});
	return store;
}

const presented: Readonly<Record<string, () => Store>> = {
	now: () => presenting({name: 'now'}, 'down'),
	pods: () => presenting({name: 'list', view: 'pods'}, 'j', 'j', ':', 'p', 'o', 'esc'),
	split: () => presenting(onSplit),
	'split-drafted': () => presenting(onSplit, '>', '>'),
	detail: () => presenting({name: 'detail', subject: deployment}),
};

describe.each(sizes.map(size => [sayOf(size), size] as const))('a rehearsal at %s', (name, size) => {
	test.each(Object.entries(moods))('%s', async (mood, make) => {
		await expectGolden(`rehearsal-${mood}-${name}`, await showApp(make(), size));
	});

	test.each(Object.entries(presented))('presented: %s', async (what, make) => {
		await expectGolden(`presenter-${what}-${name}`, await showApp(make(), size));
	});

	test('the chooser of scenarios', async () => {
		const screen = await showApp(rehearsing(), size);
		await screen.press(':', ...'scenario', '\r');
		await expectGolden(`rehearsal-scenarios-${name}`, screen);
	});
});

async function lastLines(store: Store, size = {columns: 80, rows: 24}): Promise<readonly string[]> {
	const screen = await showApp(store, size);
	return (await screen.read()).split('\n').slice(-2);
}

test('guidance that is too long ends with a whole word, and leaves the message its line', async () => {
	const store = rehearsing({name: 'now'}, {guidance: 'Look at this, and then at that. '.repeat(6)});
	store.dispatch({type: 'flashed', flash: {says: 'Written.', tone: 'good', at: noon}});
	const [guide, message] = await lastLines(store);
	expect(guide).toMatch(/^ → Look at this, .* (this,|and|then|at|that\.|Look) …$/);
	expect(message).toContain('Written.');
});

test('which scenario comes next is said however long the last words are', async () => {
	const guidance = 'You have seen everything there is to be seen here, and done it twice. '.repeat(2);
	const [guide] = await lastLines(rehearsing({name: 'now'}, {isOver: true, guidance}));
	expect(guide).toMatch(/^ ● You have seen .*… +next :scenario bad-challenger$/);
});

test('what is typed, and what it may become, stand before guidance', async () => {
	const screen = await showApp(rehearsing());
	await screen.press(':', 'd');
	const lines = (await screen.read()).split('\n');
	expect(lines.at(-1)).toContain(':d');
	expect(lines.at(-2)).toMatch(/^│ /);
});

test.each([
	['none', true],
	['16', true],
	['none', false],
] as const)('guidance with %s colours, Unicode %s', async (colors, isUnicode) => {
	const look = theme({colors, isUnicode});
	const screen = await showApp(rehearsing({name: 'now'}, {guidance: 'Press `X`.'}), undefined, look);
	const line = (await screen.read()).split('\n').at(-2);
	expect(line).toMatch(isUnicode ? /^ → Press X\. +:guide off$/ : /^ > Press X\. +:guide off$/);
});

test('guidance is never cut for how to be rid of it', async () => {
	for (let length = 60; length <= 76; length++) {
		const guidance = `${'x'.repeat(length - 4)} end`;
		const screen = await showApp(rehearsing({name: 'now'}, {guidance}));
		expect((await screen.read()).split('\n').at(-2)).toContain(guidance);
	}
});

test('foreign escapes in guidance do not reach the terminal', async () => {
	const screen = await showApp(rehearsing({name: 'now'}, {guidance: 'Look \x1b]0;owned\x07here.'}));
	expect(screen.emulator.written.join('')).not.toContain('owned');
	expect(await screen.read()).toContain('Look here.');
});

test('large digits are legible where there is only ASCII', async () => {
	const ascii = theme({colors: 'none', isUnicode: false});
	const screen = await showApp(presenting(onSplit, '>'), undefined, ascii);
	const text = await screen.read();
	expect(text).toContain('   ######  ######   ####');
	expect(text.replaceAll(/[⏎±♛]/g, '')).toMatch(/^[\x20-\x7e\n]*$/);
});

test('keys fade, then go', async () => {
	const store = presenting({name: 'now'}, 'X');
	const looks = async (wallTime: number) => {
		store.dispatch({type: 'ticked', now: noon, wallTime});
		const styled = await (await showApp(store)).readStyled();
		return [/\bX\b/.test(styled.split('\n')[22]!), styled.includes('sss')];
	};
	expect(await looks(noon + 1000)).toEqual([true, true]);
	expect(await looks(noon + 3000)).toEqual([true, false]);
	expect(await looks(noon + 5000)).toEqual([false, false]);
});

test('in a long list the cursor stays in sight, though rows take two lines', async () => {
	const pods = Array.from({length: 40}, (_, n) => pod(`web-${String(n).padStart(2, '0')}`));
	const rehearsal = shownRehearsal({}, true);
	const screen = await showApp(storeOf({pods}, {screen: {name: 'list', view: 'pods'}, rehearsal}));
	for (let n = 0; n < 12; n++) await screen.press('j');
	expect(await screen.read()).toMatch(/▌ ● web-12 /);
	await screen.press('+');
	expect(await screen.read()).toMatch(/▌ ● web-12 /);
	await screen.press('G', '+');
	const lines = (await screen.read()).split('\n');
	expect(lines.findIndex(line => line.startsWith('▌ ● web-39'))).toBe(21);
});

test.each([
	[
		'So far so good. Give it half: `=` `50` `⏎` drafts; `⏎` previews.',
		/previews\. +z +k +Ctrl-Z$/,
		['z', 'k', 'ctrl-z'],
	],
	[
		'So far so good, so give it half of it all: `=` `50` `⏎` drafts; `⏎` previews.',
		/⏎ previews\. +Z$/,
		['j', 'k', 'Z'],
	],
	[
		'So far so good, give it half of it: `=` `50` `⏎` drafts; `⏎` previews; `y` writes it.',
		/y writes … +Z$/,
		['j', 'k', 'Z'],
	],
	[
		'So far so good, so give it half of it all: `=` `50` `⏎` drafts; `⏎` previews it.',
		/⏎ … +:sce…nger$/,
		[':', ...'scenario bad-challenger'],
	],
])('what is pressed takes only what guidance leaves: %s', async (guidance, says, keys) => {
	const store = presenting({name: 'now'}, ...keys);
	store.dispatch({type: 'rehearsalTold', state: {...store.get().rehearsal!.told, guidance}});
	store.dispatch({type: 'promptClosed', isKept: false});
	const [guide] = await lastLines(store);
	expect(guide).toMatch(says);
});

test.each([
	{columns: 60, rows: 15},
	{columns: 40, rows: 12},
])('a small terminal, presented: $columns x $rows', async size => {
	for (const [what, make] of Object.entries(presented)) {
		const store = make();
		store.dispatch({type: 'resized', size});
		const screen = await showApp(store, size);
		await expectGolden(`presenter-${what}-${sayOf(size)}`, screen);
	}
});
