import {expect, test} from 'vitest';
import {
	emptyConfiguration,
	parseConfiguration,
	wrongConfiguration,
} from '../../source/configuration/configuration.ts';

function parsed(text: string) {
	const read = parseConfiguration(text, 'config.yaml');
	if (!read.ok) return read.trouble.says;
	const {configuration, faults} = read.value;
	return faults.length === 0 ? configuration : wrongConfiguration('config.yaml', faults).says;
}

test('what is not set is as without a file', () => {
	expect(parsed('# nothing yet\n')).toEqual(emptyConfiguration);
	expect(parsed('favourites: [shop]\n')).toEqual({...emptyConfiguration, favourites: ['shop']});
});

test('dialects that nobody tried are allowed by name, and one that was proved since is no fault', () => {
	expect(parsed('writeUnproved: [openshift, gateway-api]\n')).toEqual({
		...emptyConfiguration,
		writeUnproved: ['openshift', 'gateway-api'],
	});
});

test('keys are one, several or none, with the line that says so, whatever else bears the name', () => {
	const text =
		'contexts:\n  scale: {class: staging}\nkeys:\n  scale: A\n  all-namespaces: 0\n  copy: []\n  mark:\n    - space\n    - v\n';
	expect(parsed(text)).toMatchObject({
		keys: [
			{binding: 'scale', keys: ['A'], line: 4},
			{binding: 'all-namespaces', keys: ['0'], line: 5},
			{binding: 'copy', keys: [], line: 6},
			{binding: 'mark', keys: ['space', 'v'], line: 7},
		],
	});
	expect(parsed('keys: {copy: [c, C]}\n')).toMatchObject({keys: [{binding: 'copy', line: 1}]});
});

test.each([
	['keys that are a list', 'keys: [a]\n', 1, 'keys must hold keys by the name'],
	['a key that is nothing', 'keys:\n  copy: #\n', 2, 'copy has nothing for a key'],
	['a key that is a number', 'keys:\n  copy: 12\n', 2, 'copy must be a key, or a list of keys'],
	['a key that is true', 'keys:\n  copy: [true]\n', 2, 'copy must be a key, or a list of keys'],
	['a dialect nobody knows', 'favourites: []\nwriteUnproved:\n  - openshift\n  - opensift\n', 4, 'opensift'],
	['a dialect that is no name', 'writeUnproved: [7]\n', 1, 'there is no dialect 7'],
	['one that is no list', '\nwriteUnproved: openshift\n', 2, 'must be a list'],
	['a setting nobody knows', 'contexts: {}\nwriteunproved: []\n', 2, 'there is no setting writeunproved'],
])('%s is refused by its line', (_name, text, line, says) => {
	expect(parsed(text)).toContain(`line ${line}: `);
	expect(parsed(text)).toContain(says);
});

test('who misspells a dialect is told those there are', () => {
	expect(parsed('writeUnproved: [alb]\n')).toMatch(/The dialects it is for are aws-alb, .*openshift/);
});

test('all that is wrong is told at once, each by its own line and with its next step', () => {
	const text = [
		'contexts:',
		'  staging-eu: {class: staging, arm: maybe}',
		'  prod-eu:',
		'    class: prodution # class: production',
		'    armfor: 30m',
		'  prod-us: {class: live}',
		'favourites: shop',
		'keys:',
		'  copy: #',
		'  class: 12',
		'writeUnproved: [opensift, alb]',
	].join('\n');
	const lines = String(parsed(text)).split('\n  ');
	expect(lines.map(line => line.slice(0, 40))).toEqual([
		'The configuration config.yaml cannot be ',
		'line 2: arm of staging-eu must be true o',
		'line 4: class of prod-eu must be local, ',
		'line 5: there is no setting armfor. Know',
		'line 6: class of prod-us must be local, ',
		'line 7: favourites must be a list of nam',
		'line 9: copy has nothing for a key. Writ',
		'line 10: class must be a key, or a list ',
		'line 11: there is no dialect opensift. T',
		'line 11: there is no dialect alb. The di',
	]);
	for (const line of lines.slice(1)) expect(line).toMatch(/\. [A-Z].*\.$/);
});
