import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {judge} from '../audit.ts';
import {dependencies, licenceList, lockedPackages} from '../licences.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));

test('every dependency is pinned to one version', () => {
	const asked: [string, string][] = Object.entries({...manifest.dependencies, ...manifest.devDependencies});
	expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('every package is known by what it holds', () => {
	const unknown = lockedPackages().filter(([, {integrity}]) => !integrity?.startsWith('sha512-'));
	expect(unknown.map(([path]) => path)).toEqual([]);
});

/** Licences under which others may use what they are built into as they like. */
const free = [
	'MIT',
	'ISC',
	'Apache-2.0',
	'PSF-2.0',
	'Unlicense',
	'(MIT OR CC0-1.0)',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'0BSD',
];

test('whatever is shipped may be', () => {
	expect(dependencies().filter(({licence}) => !free.includes(licence))).toEqual([]);
});

test('the list of licences is that of the lock file: npm run docs', () => {
	expect(readFileSync('LICENCES.md', 'utf8')).toBe(licenceList());
});

test('only packages that need it may run scripts while they are installed', () => {
	expect(Object.keys(manifest.allowScripts).sort()).toEqual(['esbuild', 'node']);
});

describe('an audit', () => {
	const holes = (...severities: string[]) =>
		JSON.stringify({
			vulnerabilities: Object.fromEntries(
				severities.map((severity, s) => [`p${s}`, {name: `p${s}`, severity, range: '<2'}]),
			),
		});

	test.each([
		['with a grave hole fails', holes('low', 'critical'), false, 'p1 <2: critical'],
		['with a high one fails', holes('high'), false, 'p0 <2: high'],
		['with lesser ones passes', holes('low', 'moderate'), true, '2 lesser'],
		['with nothing passes', holes(), true, '0 lesser'],
		['that the registry refuses is not called safe', '{"error": {"code": "E405"}}', true, 'Not audited'],
		['that never came is not called safe', '', true, 'Not audited'],
	])('%s', (_name, text, isSafe, says) => {
		expect(judge(text)).toEqual({isSafe, says: expect.stringContaining(says)});
	});

	test.each(['{"error": {"code": "E405"}}', '', 'null'])(
		'that is required and not answered by %j fails',
		text => {
			expect(judge(text, {isRequired: true})).toEqual({
				isSafe: false,
				says: expect.stringContaining('SLUICE_AUDIT=required asks for one'),
			});
			expect(judge(holes('low'), {isRequired: true}).isSafe).toBe(true);
		},
	);

	test('of a registry without audits ends as the variable says', () => {
		const env = {...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0'};
		const audit = (more: object) =>
			spawnSync('node', ['audit.ts'], {env: {...env, ...more}, encoding: 'utf8'});
		expect(audit({SLUICE_AUDIT: ''})).toMatchObject({
			status: 0,
			stdout: expect.stringContaining('Not audited'),
		});
		expect(audit({SLUICE_AUDIT: 'required'})).toMatchObject({
			status: 1,
			stdout: expect.stringContaining('Not audited'),
		});
	});
});
