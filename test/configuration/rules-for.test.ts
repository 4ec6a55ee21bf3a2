import {expect, test} from 'vitest';
import {parseConfiguration, wrongConfiguration} from '../../source/configuration/configuration.ts';
import {rulesFor} from '../../source/configuration/rules-for.ts';

const minute = 60_000;
const context = {
	name: 'eu1',
	server: 'https://eu1:6443',
	namespace: 'shop',
	isLocal: false,
	isInsecure: false,
};
const off = {readOnly: false};

function rules(text: string, {flags = off, isLocal = false} = {}) {
	const read = parseConfiguration(text, 'config.yaml');
	if (!read.ok) throw new Error(read.trouble.says);
	return rulesFor({...context, isLocal}, flags, read.value.configuration);
}

const production = {isProduction: true, isStaging: false, armForMs: 15 * minute};
const staging = {isProduction: false, isStaging: true, armForMs: undefined};
const local = {isProduction: false, isStaging: false, armForMs: undefined};

test.each([
	['nobody classified counts as production', '', false, production],
	['is production by its class', 'contexts: {eu1: {class: production}}', false, production],
	[
		'is production by its class though it is on loopback',
		'contexts: {eu1: {class: production}}',
		true,
		production,
	],
	['is staging', 'contexts: {eu1: {class: staging}}', false, staging],
	['is local by its class', 'contexts: {eu1: {class: local}}', false, local],
	['is on loopback', '', true, local],
	['is set up for another', 'contexts: {us1: {class: local}}', false, production],
	['need not be armed', 'contexts: {eu1: {arm: false}}', false, {...production, armForMs: undefined}],
	['is armed for longer', 'contexts: {eu1: {armFor: 1h}}', false, {...production, armForMs: 60 * minute}],
	[
		'is staging that waits',
		'contexts: {eu1: {class: staging, arm: true}}',
		false,
		{...staging, armForMs: 15 * minute},
	],
])('a context that %s', (_name, text, isLocal, expected) => {
	expect(rules(text, {isLocal})).toMatchObject(expected);
	expect(rules(text, {isLocal}).readOnly).toBe(false);
});

test.each([
	['the flag', '', {readOnly: true}, '--read-only'],
	['the configuration', 'contexts: {eu1: {readOnly: true}}', off, 'by the configuration'],
	[
		'the flag, whatever the configuration says',
		'contexts: {eu1: {readOnly: false, class: local, arm: false}}',
		{readOnly: true},
		'--read-only',
	],
	['both, and the flag is named', 'contexts: {eu1: {readOnly: true}}', {readOnly: true}, '--read-only'],
])('a setting for one cluster was passed over: here %s makes it read-only', (_name, text, flags, because) => {
	expect(rules(text, {flags})).toMatchObject({readOnly: true, readOnlyBecause: because});
});

test.each([
	[
		'contexts:\n  eu1:\n    armFor: 5h\n',
		'line 3: armFor of eu1 must be a time from 1m to 4h. Write it like 30m.',
	],
	['contexts: {eu1: {armFor: 30}}', 'line 1: armFor of eu1 must be a time'],
	['contexts: {eu1: {armFor: 30s}}', 'line 1: armFor of eu1 must be a time'],
	['contexts: {eu1: {arm: never}}', 'line 1: arm of eu1 must be true or false'],
	['contexts: {eu1: {armfor: 30m}}', 'line 1: there is no setting armfor'],
])('%j is refused', (text, says) => {
	const read = parseConfiguration(text, 'config.yaml');
	if (!read.ok) throw new Error(read.trouble.says);
	expect(wrongConfiguration('config.yaml', read.value.faults).says).toContain(says);
});
