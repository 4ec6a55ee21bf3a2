import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'sluice-bin-'));
afterAll(() => rmSync(folder, {recursive: true}));

/** Runs the launcher on a Node that says it is of this version. */
function startOn(version: string) {
	const pretence = join(folder, 'version.cjs');
	writeFileSync(
		pretence,
		`Object.defineProperty(process, 'versions', {value: {...process.versions, node: '${version}'}});
Object.defineProperty(process, 'version', {value: 'v${version}'});`,
	);
	return spawnSync(process.execPath, ['--require', pretence, 'bin/sluice.js', '--version'], {
		encoding: 'utf8',
	});
}

test.each(['18.20.1', '20.20.2', '22.18.9'])('Node %s is told to be too old, in one sentence', version => {
	const {status, stdout, stderr} = startOn(version);
	expect(status).toBe(2);
	expect(stdout).toBe('');
	expect(stderr).toMatch(/^sluice needs Node 22\.19 or newer, and this is v[\d.]+\. .*\n$/);
	expect(stderr).toContain(`v${version}`);
});

test('a newer Node is not', () => {
	expect(startOn('22.19.0').stderr).not.toContain('needs Node');
});
