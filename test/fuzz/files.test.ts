import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {dump} from 'js-yaml';
import {afterAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {listContexts} from '../../source/cluster/contexts.ts';
import {parseConfiguration} from '../../source/configuration/configuration.ts';
import {createLuck, type Luck} from '../../source/demo/luck.ts';
import {fileJournal} from '../../source/journal/journal.ts';
import {mutated} from './mutate.ts';

// Files that people and other programs write: whatever they hold, an answer or a trouble comes of it. SEED=n plays one again.

const seed = Number(process.env.SEED ?? 20_261);
const folder = mkdtempSync(join(tmpdir(), 'sluice-fuzz-'));
const file = join(folder, 'file');
afterAll(() => rmSync(folder, {recursive: true}));

const kubeconfig = {
	apiVersion: 'v1',
	kind: 'Config',
	'current-context': 'shop',
	contexts: [{name: 'shop', context: {cluster: 'eu', user: 'dana', namespace: 'shop'}}],
	clusters: [
		{
			name: 'eu',
			cluster: {
				server: 'https://127.0.0.1:1',
				'certificate-authority-data': 'eA==',
				'proxy-url': 'http://127.0.0.1:2',
				'tls-server-name': 'x',
				'insecure-skip-tls-verify': false,
			},
		},
	],
	users: [
		{
			name: 'dana',
			user: {
				token: 't',
				'client-certificate-data': 'eA==',
				'client-key-data': 'eA==',
				tokenFile: 'token',
				username: 'u',
				password: 'p',
				as: 'other',
				'as-groups': ['g'],
				'auth-provider': {name: 'oidc', config: {'id-token': 'x'}},
			},
		},
	],
};

const configuration = {
	favourites: ['shop', 'models'],
	writeUnproved: ['openshift'],
	contexts: {staging: {class: 'staging'}, prod: {class: 'production', readOnly: true}},
};

/** Text that was YAML once, cut, doubled or with bytes that no text has. */
function garbled(text: string, luck: Luck): string {
	const at = luck.between(0, text.length);
	const odd = [
		'\x00',
		'\t',
		'%',
		'&a',
		'*a',
		'!!js',
		'<<: *b',
		'---\n',
		'{',
		']',
		'\ud800',
		'- '.repeat(300),
	];
	switch (luck.between(0, 3)) {
		case 0:
			return text.slice(0, at);
		case 1:
			return text.slice(0, at) + odd[luck.between(0, odd.length - 1)]! + text.slice(at);
		case 2:
			return text + text;
		default:
			return text;
	}
}

function texts(document: object, count: number): string[] {
	const luck = createLuck(seed);
	return Array.from({length: count}, () => {
		const changed = mutated(document, {luck, isKept: () => false, isTyped: luck.fraction() < 0.5});
		return garbled(dump(changed, {skipInvalid: true}), luck);
	});
}

test('a kubeconfig', async () => {
	for (const text of texts(kubeconfig, 400)) {
		writeFileSync(file, text);
		try {
			listContexts({kubeconfig: file, env: {}});
			const connected = await connect({kubeconfig: file, env: {}});
			if (connected.ok) connected.value.close();
			else expect(connected.trouble.says).toMatch(/\.$/);
		} catch (error) {
			throw new Error(`SEED=${seed}: ${(error as Error).stack}\n${text}`);
		}
	}
}, 60_000);

test('a configuration', () => {
	for (const text of texts(configuration, 2000)) {
		try {
			const parsed = parseConfiguration(text, 'config.yaml');
			if (!parsed.ok) expect(parsed.trouble.says).not.toBe('');
			else for (const {line} of parsed.value.faults) expect(line).toBeGreaterThan(0);
		} catch (error) {
			throw new Error(`SEED=${seed}: ${(error as Error).stack}\n${text}`);
		}
	}
});

test('a journal', () => {
	const luck = createLuck(seed);
	const line = {
		type: 'began',
		id: 'a',
		at: 1,
		who: 'dana',
		context: 'c',
		server: 's',
		action: 'scale',
		says: 'x',
		lines: [],
		steps: [],
		undo: {way: 'swap'},
	};
	for (let round = 0; round < 300; round++) {
		const lines = [
			line,
			{type: 'applied', id: 'a', steps: 1},
			{type: 'ended', id: 'a', end: 'settled', says: 'x'},
		];
		const text = lines
			.map(each => JSON.stringify(mutated(each, {luck, isKept: () => false, isTyped: luck.fraction() < 0.5})))
			.map(each => (luck.fraction() < 0.2 ? garbled(each, luck) : each))
			.join('\n');
		writeFileSync(file, text);
		const read = fileJournal(file).entries();
		expect(read.ok, `SEED=${seed} ${text}`).toBe(true);
	}
});
