import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {commandUsages} from '../../source/headless/command-usages.ts';
import {parseDuration} from '../../source/headless/duration.ts';
import {flagUsages} from '../../source/headless/flag-usages.ts';
import {checkFlags} from '../../source/headless/flags.ts';
import {privateHome, sluice} from '../kit/shell.ts';

/** What can be wrong with a call before any server is asked: there is none here. */
const home = privateHome();
const env = {...home.env, KUBECONFIG: join(home.env.HOME!, 'none')};

afterAll(() => home.remove());

test.each([
	['a flag of another command', ['rollback', 'deploy/x', '--to', '3'], 'Did you mean --to-revision?'],
	['all namespaces of one object', ['scale', 'deploy/x', '3', '-A'], 'takes no --all-namespaces'],
	['a namespace for undo', ['undo', 'x', '-n', 'shop'], 'sluice undo takes no --namespace'],
	['a dry run of a list', ['get', 'pods', '--dry-run'], 'sluice get takes no --dry-run. Leave it out.'],
	[
		"the journal's kubeconfig",
		['journal', '--kubeconfig', 'x'],
		'sluice journal takes no --kubeconfig. Leave it out.',
	],
	[
		'a time without a unit',
		['wait', 'deploy/x', '--timeout', '5'],
		'--timeout 5 has no unit: use 5s, 5m or 5h.',
	],
	['a time that is none', ['check', '--timeout', 'soon'], '--timeout soon is not a time: use 30s, 5m or 1h.'],
	[
		'a proof without a unit',
		['drain-traffic', 'x/y', '--prove', '60'],
		'--prove 60 has no unit: use 60s, 60m',
	],
	[
		'a hold without a unit',
		['hold', 'deploy/x', '--for', '30'],
		'--for 30 has no unit: use 30s, 30m or 30h.',
	],
	['a flag of commands on the dashboard', ['--yes'], 'The dashboard takes no --yes'],
	['a context for the demo', ['demo', '--context', 'x'], 'sluice demo takes no --context'],
	['words after undo', ['undo', 'x', 'y'], '"y" is one word too many'],
	['words after check', ['check', 'a'], '"a" is one word too many'],
	['words after journal', ['journal', 'x', 'y'], '"y" is one word too many'],
	['words after demo', ['demo', 'x'], '"x" is one word too many'],
	['words after swap', ['swap', 'httproute/x', 'a'], '"a" is one word too many'],
	['words after restart', ['restart', 'deploy/x', 'deploy/y'], '"deploy/y" is one word too many'],
	['two names to list', ['get', 'pods', 'web-1', 'web-2'], '"web-2" is one word too many'],
	['an empty namespace', ['get', 'pods', '-n', ''], '--namespace needs a value'],
	['a namespace forgotten', ['get', 'pods', '-n'], '--namespace needs a value'],
	['a revision forgotten', ['rollback', 'deploy/x', '--to-revision'], '--to-revision needs a value'],
	['a revision that is none', ['rollback', 'deploy/x', '--to-revision', 'x'], '--to-revision needs a number'],
	['a flag given twice', ['get', 'pods', '-n', 'a', '-n', 'b'], '--namespace can only be set once'],
	[
		'a flag of two words given twice',
		['rollback', 'deploy/x', '--to-revision=1', '--to-revision=2'],
		'--to-revision',
	],
	['a scenario of a real cluster', ['get', 'pods', '--scenario', 'x'], 'It goes with demo'],
	['a seed that is none', ['demo', '--seed', 'luck'], 'luck is no seed: use a whole number'],
	['a speed of nothing', ['demo', '--speed', '0'], '0 is no speed: use a number from 0.1 to 100'],
	['a speed that is none', ['demo', '--speed', 'fast'], 'fast is no speed'],
	['a full promotion of another verb', ['abort', 'rollouts.argoproj.io/x', '--full'], 'It goes with promote'],
	['words after promote', ['promote', 'ro/x', '3'], '"3" is one word too many'],
	['names of journal entries', ['journal', '-o', 'name'], 'use table, json'],
])('%s is a wrong call', async (_name, words, says) => {
	const ended = await sluice(words, env);
	expect(ended.said).toContain(says);
	expect(ended.said).not.toMatch(/\n\s+at |Error:/);
	expect(ended).toMatchObject({code: 2, out: ''});
});

test.each([[['-h']], [['help']], [['get', '--help']]])('%s is answered with help', async words => {
	const ended = await sluice(words, env);
	expect(ended).toMatchObject({code: 0, out: expect.stringContaining('sluice scale KIND/NAME [N]')});
});

test('a configuration that cannot be read is said, not passed over', async () => {
	const path = join(home.env.XDG_CONFIG_HOME!, 'sluice', 'config.yaml');
	mkdirSync(path, {recursive: true});
	const ended = await sluice(['get', 'pods'], env);
	rmSync(path, {recursive: true});
	expect(ended).toMatchObject({code: 1, said: expect.stringContaining(`${path} cannot be read: `)});
	expect(ended.said).not.toMatch(/\n\s+at |Error:/);
});

test('the commands that flags go with are there', () => {
	const names = commandUsages.map(each => each.name);
	expect(flagUsages.flatMap(each => each.commands ?? []).filter(name => !names.includes(name))).toEqual([]);
});

test('whichever flag is of no use to a command, the next step is said in one line', () => {
	for (const {name, type, commands} of flagUsages) {
		for (const {name: command} of commandUsages) {
			if (commands === undefined || commands.includes(command)) continue;
			const says = checkFlags({[name]: type === 'boolean' ? true : '1'}, command, []);
			expect(says).toMatch(
				/^(The dashboard|sluice \S+) takes no --\S+\. (Leave it out\.|Did you mean --\S+\?)/,
			);
			expect(String(says).length).toBeLessThan(120);
		}
	}
});

test.each([
	['300ms', 300],
	['45s', 45_000],
	['1.5m', 90_000],
	['1h30m', 5_400_000],
	['0', 0],
	['5', undefined],
	['1h30', undefined],
	['s', undefined],
	['-5s', undefined],
	['', undefined],
])('%s is so long', (text, ms) => {
	expect(parseDuration(text)).toBe(ms);
});
