import {expect, test} from 'vitest';
import {emptyConfiguration, parseConfiguration} from '../../source/configuration/configuration.ts';

function parsed(text: string) {
	const read = parseConfiguration(text, 'config.yaml');
	return read.ok ? read.value : read.trouble.says;
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

test.each([
	['a dialect nobody knows', 'favourites: []\nwriteUnproved:\n  - openshift\n  - opensift\n', 4, 'opensift'],
	['a dialect that is no name', 'writeUnproved: [7]\n', 1, 'there is no dialect 7'],
	['one that is no list', '\nwriteUnproved: openshift\n', 2, 'must be a list'],
	['a setting nobody knows', 'contexts: {}\nwriteunproved: []\n', 2, 'there is no setting writeunproved'],
])('%s is refused by its line', (_name, text, line, says) => {
	expect(parsed(text)).toContain(`line ${line}: `);
	expect(parsed(text)).toContain(says);
});

test('who misspells a dialect is told those there are', () => {
	expect(parsed('writeUnproved: [alb]\n')).toMatch(/the dialects it is for are aws-alb, .*openshift/);
});
