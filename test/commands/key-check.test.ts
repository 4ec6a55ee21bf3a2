import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {faultsInKeys} from '../../source/commands/key-check.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {parseConfiguration} from '../../source/configuration/configuration.ts';
import {keysByBinding} from '../../source/configuration/key-settings.ts';

test('the keys of the table pass their own check', () => {
	expect(faultsInKeys({})).toEqual([]);
	const chosenAsTheyAre = Object.fromEntries(keymap.map(({name, keys}) => [name, keys]));
	expect(faultsInKeys(chosenAsTheyAre)).toEqual([]);
});

test.each<Record<string, readonly string[]>>([
	{scale: ['A']},
	{drain: ['ctrl-x']},
	{copy: []},
	{restart: ['s'], scale: ['A']},
	{drain: ['ctrl-x'], abort: ['ctrl-x']},
	{mark: ['space', 'v'], faults: ['B']},
	{yaml: ['Y'], confirm: ['ctrl-y']},
	{quit: ['ctrl-c', 'ctrl-q'], command: [':', ';'], 'pause-time': [], 'resume-time': []},
	{down: ['j', 'down', 'ctrl-n']},
	{'copy-kubectl': ['A']},
])('%j can be had', keys => {
	expect(faultsInKeys(keys)).toEqual([]);
});

describe.each<[string, ReadonlyArray<readonly [Record<string, readonly string[]>, string, string]>]>([
	[
		'what nobody knows is refused with what is nearest',
		[
			[{scal: ['A']}, 'scal', 'there is no key binding scal; the nearest is scale'],
			[{Drain: ['A']}, 'Drain', 'there is no key binding Drain; the nearest is drain'],
			[{scale: ['ctrl-spce']}, 'scale', 'there is no key ctrl-spce; the nearest is ctrl-space'],
			[{scale: ['pagedown']}, 'scale', 'there is no key pagedown; the nearest is page-down'],
			[{scale: ['Ctrl-x']}, 'scale', 'scale cannot be on Ctrl-x: write ctrl-x'],
			[{scale: ['hyper-x']}, 'scale', 'there is no key hyper-x'],
		],
	],
	[
		'keys that do not arrive as themselves are refused',
		[
			[{scale: ['ctrl-i']}, 'scale', 'scale cannot be on ctrl-i: a terminal sends tab for it'],
			[{scale: ['ctrl-m']}, 'scale', 'a terminal sends enter for it'],
			[{scale: ['ctrl-j']}, 'scale', 'a terminal sends enter for it'],
			[{scale: ['ctrl-h']}, 'scale', 'a terminal sends backspace for it'],
			[{scale: ['~']}, 'scale', 'ssh holds it back'],
			[{scale: ['alt-x']}, 'scale', 'arrives as esc and the key after it'],
			[{scale: ['f5']}, 'scale', 'function keys'],
			[{scale: ['shift-s']}, 'scale', 'write S'],
			[{scale: ['ctrl-X']}, 'scale', 'write ctrl-x'],
			[{scale: ['ctrl-left']}, 'scale', 'terminals send the same for left'],
		],
	],
	[
		'two bindings on one key in one place are named both',
		[
			[{restart: ['s']}, 'restart', 'scale and restart are both on s on'],
			[{detail: ['l']}, 'detail', 'detail and logs are both on l on'],
			[{copy: ['w']}, 'copy', 'copy and wrap are both on w on details'],
			[{kubectl: ['c']}, 'kubectl', 'copy-link and kubectl are both on c on previews'],
			[{presenter: [';']}, 'presenter', 'are both on ; on the first screen'],
		],
	],
	[
		'what is always there cannot be taken away, nor given to another',
		[
			[{quit: ['Q']}, 'quit', 'ctrl-c always leaves sluice: Name ctrl-c among the keys of quit'],
			[{command: []}, 'command', ': always takes a command'],
			[{back: ['q']}, 'back', 'esc always goes back'],
			[{cancel: ['n']}, 'cancel', 'esc always goes back'],
			[{copy: ['ctrl-c']}, 'copy', 'ctrl-c always leaves sluice, and cannot be given to copy'],
			[{copy: ['esc']}, 'copy', 'esc always goes back, and cannot be given to copy'],
			[{confirm: []}, 'confirm', 'nothing could be confirmed'],
		],
	],
	[
		'a key pressed without thinking begins no change',
		[
			...['j', 'enter', 'q', 'space', '1', 'up', 'g', 'tab', 'n', '/', '?'].map(
				key => [{restart: [key]}, 'restart', `${key} is pressed without thinking`] as const,
			),
			[
				{down: ['X', 'down']},
				'down',
				'X is pressed without thinking: it means down; it must not begin a change',
			],
			[{reveal: ['j']}, 'reveal', 'j is pressed without thinking: it means down; it must not show a secret'],
			[{promote: ['w']}, 'promote', 'w would be wrap in one place and promote in another'],
			[{'undo-this': ['d']}, 'undo-this', 'd would be detail in one place and undo-this in another'],
		],
	],
	[
		'what begins a change does not confirm it (lazygit: same-key confirm, Enter confirms)',
		[
			[{confirm: ['r']}, 'confirm', 'r would both begin restart and confirm it: a key held down would do it'],
			[{confirm: ['X']}, 'confirm', 'X would both begin drain and confirm it'],
			[{scale: ['y'], yaml: ['Y']}, 'scale', 'y would both begin scale and confirm it'],
			[{confirm: ['enter']}, 'confirm', 'enter is pressed without thinking'],
			[{confirm: ['space']}, 'confirm', 'space is pressed without thinking'],
			[{confirm: ['j']}, 'confirm', 'j is pressed without thinking'],
			[{confirm: ['d']}, 'confirm', 'd would be detail in one place and confirm in another'],
		],
	],
])('%s', (_story, cases) => {
	test.each(cases)('%j', (keys, binding, says) => {
		const [fault] = faultsInKeys(keys);
		expect(fault?.binding).toBe(binding);
		expect(`${fault?.says}: ${fault?.next}`).toMatch(new RegExp(says.replaceAll(/[?:/[\]()]/g, '\\$&')));
	});
});

describe('all that is wrong is told at once', () => {
	const told = (keys: Record<string, readonly string[]>) =>
		faultsInKeys(keys).map(({binding, says}) => `${binding}: ${says}`);

	test('a sentence for each, and one next step', () => {
		const keys = {
			scal: ['A'],
			drain: ['ctrl-i', 'x-y'],
			quit: ['Q'],
			abort: ['j'],
			restart: ['s'],
			copy: ['w'],
		};
		expect(told(keys)).toEqual([
			expect.stringMatching(/^scal: there is no key binding scal/),
			expect.stringMatching(/^drain: drain cannot be on ctrl-i/),
			expect.stringMatching(/^drain: there is no key x-y/),
			expect.stringMatching(/^quit: ctrl-c always leaves sluice/),
			expect.stringMatching(/^abort: j is pressed without thinking/),
			expect.stringMatching(/^restart: scale and restart are both on s/),
			expect.stringMatching(/^copy: copy and wrap are both on w/),
		]);
		for (const {next} of faultsInKeys(keys)) expect(next).toMatch(/^[A-Z].*\.$/);
	});

	test('of one key for one binding there is one sentence, however many it meets', () => {
		expect(told({restart: ['j']})).toHaveLength(1);
		expect(told({confirm: ['r']})).toHaveLength(1);
		expect(told({down: ['X', 'down']})).toHaveLength(1);
	});

	test('of several that were put on one key each pair is named', () => {
		const all = told({restart: ['A'], scale: ['A'], logs: ['A']});
		for (const name of ['restart', 'scale', 'logs'])
			expect(all.filter(says => new RegExp(`\\b${name}\\b`).test(says)).length).toBeGreaterThan(1);
	});
});

test('the README’s examples can be had', () => {
	const readme = readFileSync('README.md', 'utf8');
	const examples = [...readme.matchAll(/```yaml\n([^`]*\bkeys:[^`]*)```/g)].map(([, text]) => text!);
	expect(examples).toHaveLength(2);
	for (const text of examples) {
		const read = parseConfiguration(text, 'config.yaml');
		if (!read.ok) throw new Error(read.trouble.says);
		const {configuration, faults} = read.value;
		expect(configuration.keys.length).toBeGreaterThan(1);
		expect([...faults, ...faultsInKeys(keysByBinding(configuration.keys))]).toEqual([]);
	}
});
