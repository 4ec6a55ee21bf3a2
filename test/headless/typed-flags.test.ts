import {expect, test} from 'vitest';
import {flagUsages, typedFlag} from '../../source/headless/flag-usages.ts';
import {wellTyped} from '../../source/headless/typed-flags.ts';

const switches = flagUsages.filter(({type}) => type === 'boolean');
const typed = switches.flatMap(({name, shortFlag}) => [
	typedFlag(name),
	...(shortFlag === undefined ? [] : [`-${shortFlag}`]),
]);
const meanings = ['scale', 'deploy/x', '4'];

/** How a flag may be written: alone, or with the two values that are meant as they are read. */
test.each(typed)('%s alone, and with true or false, is passed on as it is', flag => {
	for (const word of [flag, `${flag}=true`, `${flag}=false`])
		expect(wellTyped([...meanings, word])).toEqual([...meanings, word]);
	expect(wellTyped([flag, ...meanings, flag])).toEqual([flag, ...meanings, flag]);
});

test.each(typed)('%s with any other value is refused by its name, with what to type', flag => {
	for (const value of ['1', '0', 'yes', 'no', 'on', 'off', 'TRUE', 'False', '', 'true ', 'server=', 'x'])
		expect(wellTyped([...meanings, `${flag}=${value}`])).toBe(
			`${flag}=${value} is not understood: type ${flag}, or leave it out.`,
		);
});

test.each(typed)('%s apart from its value is refused: the parser would take the word', flag => {
	for (const value of ['true', 'false'])
		expect(wellTyped([...meanings, flag, value])).toBe(
			`${flag} ${value} is not understood: type ${flag}=${value}, or the word ${value} before the flag.`,
		);
});

test.each(flagUsages.map(({name}) => typedFlag(name)))('%s is negated by nothing', flag => {
	const negation = flag.replace('--', '--no-');
	const says = `There is no flag ${negation}: leave ${flag} out where it is not meant.`;
	for (const words of [[negation], [flag, negation], [negation, flag], [`${negation}=true`]])
		expect(wellTyped([...meanings, ...words])).toBe(says);
});

test.each(switches.map(({name}) => typedFlag(name)))('%s said both ways is refused in either order', flag => {
	const says = `${flag} is said both ways: type it once.`;
	for (const words of [
		[flag, `${flag}=false`],
		[`${flag}=true`, `${flag}=false`],
		[`${flag}=false`, flag],
		[`${flag}=false`, `${flag}=true`, `${flag}=false`],
	])
		expect(wellTyped([...meanings, ...words])).toBe(says);
});

test('a short flag and its long one are the same flag', () => {
	expect(wellTyped(['-y', '--yes=false'])).toBe('--yes is said both ways: type it once.');
	expect(wellTyped(['-yA', '--all-namespaces'])).toEqual(['-yA', '--all-namespaces']);
});

test("kubectl's spelling of the server's dry run is ours, and its others are told what to type", () => {
	expect(wellTyped([...meanings, '--dry-run=server', '--yes'])).toEqual([
		...meanings,
		'--dry-run=true',
		'--yes',
	]);
	expect(wellTyped(['--dry-run=client'])).toBe(
		"--dry-run=client is not what sluice does: its dry run is the server's. Type --dry-run, or --dry-run=server.",
	);
	expect(wellTyped(['--dry-run=none'])).toBe(
		'--dry-run=none asks for the change itself. Leave --dry-run out to make it, or type --dry-run to change nothing.',
	);
	expect(wellTyped(['--dry-run=server', '--dry-run=false'])).toBe(
		'--dry-run is said both ways: type it once.',
	);
	expect(wellTyped(['--read-only=server'])).toContain('is not understood');
});

test.each([
	['--dryRun', 'There is no flag --dryRun. Did you mean --dry-run?'],
	['--dryRun=server', 'There is no flag --dryRun. Did you mean --dry-run?'],
	['--READ-ONLY', 'There is no flag --READ-ONLY. Did you mean --read-only?'],
	['--read_only', 'There is no flag --read_only. Did you mean --read-only?'],
	['---read-only', 'There is no flag ---read-only. Did you mean --read-only?'],
	['-read-only', 'There is no flag -read-only. Did you mean --read-only?'],
	['--read-only.x=1', 'There is no flag --read-only.x. Did you mean --read-only?'],
	['--no-frobnicate', 'There is no flag --no-frobnicate.'],
	['--frobnicate=1', 'There is no flag --frobnicate.'],
	['--__proto__', 'There is no flag --__proto__.'],
	['-x', 'There is no flag -x.'],
	['-yx', 'There is no flag -x in -yx.'],
	['-y5', 'There is no flag -5 in -y5.'],
	['-y-A', 'There is no flag -- in -y-A.'],
	['-nshop', '-nshop is not understood: type -n and its value apart.'],
	['-ynshop', '-ynshop is not understood: type -n and its value apart.'],
	['--help=1', '--help=1 is not understood: type --help, or leave it out.'],
])('%s, which the parser would read as something else, is refused', (word, says) => {
	expect(wellTyped([word])).toBe(says);
});

test.each([
	['a number below zero', ['scale', 'deploy/x', '-1']],
	['values that look like flags', ['--reason=--read-only=1', '--reason', 'no']],
	['several letters, the last with a value', ['-An', 'shop', '-yn=shop']],
	['a word that is a value of another flag', ['--reason', 'true', '-n', 'false']],
	['whatever stands after the two dashes', ['exec', 'x', '-y', '--', 'ls', '--no-yes', '-la', '--dry-run=1']],
	['help and version', ['--help', '-h', '--version']],
	['a lone dash', ['-']],
])('%s is passed on as it is', (_name, words) => {
	expect(wellTyped(words)).toEqual(words);
});

test('the two dashes are nobody else’s value: the parser would read on behind them', () => {
	expect(wellTyped(['exec', 'x', '-c', '--', '--dry-run=1', '--yes'])).toBe('--container needs a value.');
});
